import { z } from 'zod';
import { severitySchema } from '../event/event.ts';
import { LIMITS } from '../limits.ts';
import { SHOWABLE } from './share.ts';
import { timezoneSchema } from './history/time-query.ts';

/**
 * Alerts: which rules tell whom of what, and how that went.
 *
 * All routes have the scope admin: `GET /v1/channels`, `POST /v1/channels`, `PUT /v1/channels/:id`,
 * `DELETE /v1/channels/:id`, `POST /v1/channels/:id/test`, `GET /v1/rules`, `PUT /v1/rules/:id`, `POST /v1/rules/preview`, `GET /v1/deliveries`,
 * `POST /v1/deliveries/:id/retry`.
 */

/** `slack`: an incoming webhook; `slack_app`: the bot of an app, whose messages can be updated. */
export const CHANNEL_KINDS = ['slack', 'slack_app', 'discord', 'webhook'] as const;
export const channelKindSchema = z.enum(CHANNEL_KINDS);
export type ChannelKind = z.infer<typeof channelKindSchema>;

/** What a message is sent to: a channel, or a browser that somebody follows incidents with. */
const receiverKindSchema = z.enum([...CHANNEL_KINDS, 'push']);
export type ReceiverKind = z.infer<typeof receiverKindSchema>;

/**
 * What a message may name, the words of a shared link and `texts`: error messages, task descriptions
 * and why an agent waits. States, counts, models and times are in every message.
 */
export const ALERT_FIELDS = [...SHOWABLE, 'texts'] as const;
const alertFieldSchema = z.enum(ALERT_FIELDS);
export type AlertField = z.infer<typeof alertFieldSchema>;

/** Free text and people are off until somebody switches them on. */
export const DEFAULT_ALERT_FIELDS: readonly AlertField[] = [
  'agents',
  'projects',
  'tasks',
  'sessions',
  'errors',
];

const name = z.string().min(1).max(LIMITS.nameLength);
const shows = z.array(alertFieldSchema).max(ALERT_FIELDS.length);
const minutes = z.int().min(1).max(LIMITS.alertMinutes);

/** Why a delivery did not arrive. */
const DELIVERY_FAILURES = [
  /** No answer in time. */
  'timeout',
  'unreachable',
  /** It wants to be asked elsewhere; redirects are never followed. */
  'redirected',
  /** 429; it is asked again when it said. */
  'rate_limited',
  /** Any other 4xx. */
  'refused',
  /** 5xx. */
  'failed',
  /** A success by its status, but not by what it says. */
  'bad_answer',
  /** The channel's URL is not one that may be called (rule SHR5). */
  'forbidden_url',
  /** It waited for longer than a message is of use. */
  'expired',
  'channel_deleted',
  /** The message that was to be changed can't be changed any more; a new one is sent. */
  'message_gone',
] as const;
const deliveryFailureSchema = z.enum(DELIVERY_FAILURES);
export type DeliveryFailure = z.infer<typeof deliveryFailureSchema>;

/** Where Slack takes what bots say. GovSlack is at `https://slack-gov.com/api/`. */
export const SLACK_API = 'https://slack.com/api/';

/** Of a bot; those that expire within hours are not taken. */
export const SLACK_TOKEN = /^xoxb-[\w-]{10,}$/;
/** A channel, private channel or conversation by its ID; names change. */
export const SLACK_CHANNEL = /^[CGD][A-Z0-9]{6,}$/;

const newChannel = { name, shows: shows.default([...DEFAULT_ALERT_FIELDS]) };
const channelUrl = z.string().min(1).max(LIMITS.channelUrlLength);

export const createChannelBodySchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.enum(['slack', 'discord', 'webhook']),
    ...newChannel,
    /** https; for Slack and Discord the URL of an incoming webhook. Never shown again. */
    url: channelUrl,
  }),
  z.object({
    kind: z.literal('slack_app'),
    ...newChannel,
    /** Of the app's bot, with the scope `chat:write`. Never shown again. */
    token: z
      .string()
      .max(LIMITS.channelUrlLength)
      .regex(SLACK_TOKEN, 'expected a bot token, which begins with xoxb-'),
    slackChannel: z
      .string()
      .max(LIMITS.nameLength)
      .regex(SLACK_CHANNEL, 'expected the ID of a Slack channel, such as C0123456789'),
    url: channelUrl.default(SLACK_API),
  }),
]);
export type NewChannelBody = z.input<typeof createChannelBodySchema>;

/** What is not given stays; another URL is another channel. */
export const changeChannelBodySchema = z.object({
  name: name.optional(),
  shows: shows.optional(),
});
export type ChannelChange = z.infer<typeof changeChannelBodySchema>;

export const channelSchema = z.object({
  id: z.string(),
  kind: channelKindSchema,
  name: z.string(),
  /** All that is shown of its URL: the host, and the last four characters; of a Slack app those of its token. */
  host: z.string(),
  urlEnd: z.string(),
  /** Where the bot of a Slack app posts, by ID; null for other kinds. */
  slackChannel: z.string().nullable().default(null),
  shows: z.array(alertFieldSchema),
  createdAt: z.number(),
  lastDeliveredAt: z.number().nullable(),
  /** Set while it takes no messages: since when, why, and when it is tried again (null: with the next message). */
  failing: z
    .object({ since: z.number(), code: deliveryFailureSchema, nextAt: z.number().nullable() })
    .nullable(),
});
export type Channel = z.infer<typeof channelSchema>;

/**
 * `secret` signs the messages of a generic webhook (Standard Webhooks, `whsec_…`) and is shown once,
 * here; null for other kinds.
 */
export const createChannelAnswerSchema = channelSchema.extend({ secret: z.string().nullable() });
export type CreatedChannel = z.infer<typeof createChannelAnswerSchema>;
export const channelsAnswerSchema = z.object({ items: z.array(channelSchema) });

export const RULE_KINDS = [
  'error',
  'task_failed',
  'waiting',
  'lost',
  'stuck',
  'stalled',
  'blocked',
  'context_full',
  'incomplete',
  'service',
] as const;
export const ruleKindSchema = z.enum(RULE_KINDS);
export type RuleKind = z.infer<typeof ruleKindSchema>;

const filterNames = z.array(z.string().min(1).max(LIMITS.nameLength)).max(LIMITS.filterValues);

/** What a rule is limited to: of each list any, and of all lists each. An empty list is no limit. */
const ruleFiltersSchema = z.object({
  projects: filterNames.default([]),
  agents: filterNames.default([]),
  models: filterNames.default([]),
  /** `key:value`. */
  labels: z
    .array(
      z
        .string()
        .max(2 * LIMITS.nameLength)
        .regex(/^[^:]+:.+$/, 'expected key:value'),
    )
    .max(LIMITS.filterValues)
    .default([]),
});
export type RuleFilters = z.infer<typeof ruleFiltersSchema>;

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'expected a time like 22:00');

/** When nothing is sent, by the clock of a time zone; over midnight where `from` is later than `to`. */
const quietHoursSchema = z
  .object({ from: timeOfDay, to: timeOfDay, timezone: timezoneSchema.unwrap() })
  .refine(({ from, to }) => from !== to, { error: 'begins when it ends', path: ['to'] });
export type QuietHours = z.infer<typeof quietHoursSchema>;

/** A workspace has one rule of each kind, with defaults from the first day; its id is its kind. */
export const ruleSchema = z.object({
  id: ruleKindSchema,
  kind: ruleKindSchema,
  isOn: z.boolean(),
  /** For `error`: the least severe that is reported; null for other kinds. */
  severity: severitySchema.nullable(),
  /** For `waiting`: how long before it is reported; null for other kinds. */
  minutes: z.number().nullable(),
  /** How long the same thing (rule, session, and type of error or task) is not reported again, minutes. */
  cooldownMinutes: z.number(),
  /** Ids of channels; null: every channel, later ones too. */
  channels: z.array(z.string()).nullable(),
  filters: ruleFiltersSchema.default({ projects: [], agents: [], models: [], labels: [] }),
  /** What happens meanwhile is sent when they end, if it still stands; null: none. */
  quietHours: quietHoursSchema.nullable().default(null),
});
export type Rule = z.infer<typeof ruleSchema>;

/** What is not given stays. `severity` is for `error` only, `minutes` for `waiting` only. */
export const changeRuleBodySchema = z.object({
  isOn: z.boolean().optional(),
  severity: severitySchema.optional(),
  minutes: minutes.optional(),
  cooldownMinutes: minutes.optional(),
  channels: z
    .array(z.string().min(1).max(LIMITS.idLength))
    .max(LIMITS.channelsPerWorkspace)
    .nullable()
    .optional(),
  filters: ruleFiltersSchema.optional(),
  quietHours: quietHoursSchema.nullable().optional(),
});
export type RuleChange = z.infer<typeof changeRuleBodySchema>;
/** A rule as it would be, to say how often it would have fired. */
export const previewRuleBodySchema = changeRuleBodySchema.extend({ rule: ruleKindSchema });

export const previewRuleAnswerSchema = z.object({
  from: z.number(),
  to: z.number(),
  /** New alerts; null: it can't be said, and `reason` says why. */
  times: z.number().nullable(),
  /** False: it may be a few more or fewer, for history has hours. */
  isExact: z.boolean(),
  reason: z.string().nullable(),
});
export type RulePreview = z.infer<typeof previewRuleAnswerSchema>;

export const rulesAnswerSchema = z.object({ items: z.array(ruleSchema) });

export const DELIVERY_STATES = ['queued', 'delivered', 'retrying', 'parked'] as const;
const deliveryStateSchema = z.enum(DELIVERY_STATES);
export type DeliveryState = z.infer<typeof deliveryStateSchema>;

/** `update`: what people did about an incident that a message told of, or how it changed. */
const DELIVERY_PURPOSES = ['alert', 'recovery', 'update', 'test', 'report', 'budget'] as const;

/** One message to one channel. Its id is the idempotency key: whoever gets it twice can tell. */
export const deliverySchema = z.object({
  id: z.string(),
  /** When it was put into the outbox. */
  at: z.number(),
  purpose: z.enum(DELIVERY_PURPOSES),
  /** null for a test. */
  rule: ruleKindSchema.nullable(),
  /** What the message says, in one line; only what the channel may be reported. */
  title: z.string(),
  channel: z.object({ id: z.string(), name: z.string(), kind: receiverKindSchema }),
  state: deliveryStateSchema,
  attempts: z.number(),
  /** When it is tried next; null when it is not. */
  nextAt: z.number().nullable(),
  deliveredAt: z.number().nullable(),
  lastError: z.object({ code: deliveryFailureSchema, at: z.number() }).nullable(),
  /** What the platform said last, cut; null before the first answer. */
  answer: z.object({ status: z.number(), text: z.string() }).nullable(),
});
export type Delivery = z.infer<typeof deliverySchema>;

export const deliveriesQuerySchema = z.object({
  cursor: z
    .string()
    .regex(/^\d{1,15}$/, 'not a cursor of this server')
    .optional(),
  limit: z.coerce.number().int().min(1).max(LIMITS.pageItems).default(LIMITS.defaultPageItems),
  channel: z.string().min(1).max(LIMITS.idLength).optional(),
  state: deliveryStateSchema.optional(),
});
export type DeliveriesQuery = z.infer<typeof deliveriesQuerySchema>;

/** The newest first. */
export const deliveriesAnswerSchema = z.object({
  items: z.array(deliverySchema),
  next: z.string().nullable(),
  /** Messages that had to make room for newer ones before they were delivered. */
  dropped: z.number(),
});
export type DeliveriesAnswer = z.infer<typeof deliveriesAnswerSchema>;
