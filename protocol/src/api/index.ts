import { scopeSchema } from './scopes.ts';
import { retentionStatusSchema } from './retention.ts';
import { z } from 'zod';
import { ITEM_ERROR_CODES } from '../error.ts';
import { labelFiltersSchema, labelGroupingSchema } from '../labels.ts';
import { LIMITS } from '../limits.ts';
import { severitySchema, sourceSchema, type StampedEvent } from '../event/event.ts';
import { usageFiguresSchema, usageSumsSchema } from '../figures.ts';
import { timeQuery } from './time-query.ts';
import { sessionSchema, completenessSchema, taskSchema } from '../live/view.ts';

/** The HTTP contract: what routes take and answer. Server and clients parse with the same schemas. */

export { errorBodySchema } from './refusal.ts';

export { loginAnswerSchema, loginBodySchema } from './login.ts';
export { SCOPES, scopeSchema, type Scope } from './scopes.ts';

/** Envelope of `POST /v1/events`; items are parsed one by one, so a bad one rejects only itself. */
export const batchSchema = z.object({
  events: z.array(z.unknown()),
  /** The client's clock when it sent, ISO 8601 or epoch ms (rule ING5). */
  sentAt: z
    .union([z.number(), z.iso.datetime({ offset: true }).transform((value) => Date.parse(value))])
    .optional(),
});

export const itemResultSchema = z.object({
  id: z.string().nullable(),
  status: z.enum(['accepted', 'duplicate', 'rejected']),
  code: z.enum(ITEM_ERROR_CODES).optional(),
  path: z.string().optional(),
  message: z.string().optional(),
});

export const ingestAnswerSchema = z.object({
  accepted: z.number(),
  duplicates: z.number(),
  rejected: z.number(),
  results: z.array(itemResultSchema),
});

export type ItemResult = z.infer<typeof itemResultSchema>;
export type IngestAnswer = z.infer<typeof ingestAnswerSchema>;

export const workspaceName = z.string().regex(/^[A-Za-z0-9]{1,40}$/, 'letters and digits, 1 to 40');

export const createWorkspaceBodySchema = z.object({ workspace: workspaceName });
export const createWorkspaceAnswerSchema = z.object({
  workspace: z.string(),
  adminKey: z.string(),
  created: z.boolean(),
});

export const createKeyBodySchema = z.object({
  name: z.string().min(1).max(LIMITS.nameLength),
  scopes: z.array(scopeSchema).min(1),
  /** Sets the user or device of all that is sent with the key; what an event says cannot overrule it. */
  user: z.string().min(1).max(LIMITS.nameLength).optional(),
  device: z.string().min(1).max(LIMITS.nameLength).optional(),
});

export const keySchema = z.object({
  id: z.string(),
  name: z.string(),
  scopes: z.array(scopeSchema),
  user: z.string().nullable(),
  device: z.string().nullable(),
  createdAt: z.number(),
  /** Of the key itself or a login made with it; may lag by an hour. null: never used. */
  lastUsedAt: z.number().nullable(),
});

export type Key = z.infer<typeof keySchema>;

/** `key` is shown once, here. */
export const createKeyAnswerSchema = keySchema.extend({ key: z.string() });
export const keysAnswerSchema = z.object({
  items: z.array(keySchema),
  /** Id of the key that asks, or whose login does. */
  own: z.string(),
});
export type KeysAnswer = z.infer<typeof keysAnswerSchema>;

/** Every history answer: as of when, and whether the hub was flushed for it (rule STO9). */
const history = { asOf: z.number(), fresh: z.boolean() };
const page = { ...history, next: z.string().nullable() };

const filter = z.string().min(1).max(LIMITS.nameLength).optional();

export const pageQuerySchema = z.object({
  cursor: z.string().max(400).optional(),
  limit: z.coerce.number().int().min(1).max(LIMITS.pageItems).default(LIMITS.defaultPageItems),
});

export const sessionsQuerySchema = pageQuerySchema.extend({
  agent: filter,
  project: filter,
  user: filter,
  label: labelFiltersSchema,
});
export const sessionsAnswerSchema = z.object({ ...page, items: z.array(sessionSchema) });

export const tasksQuerySchema = pageQuerySchema.extend({
  session: filter,
  project: filter,
  status: z.enum(['planned', 'started', 'success', 'failed', 'cancelled']).optional(),
  /** Of the session that works on it. */
  label: labelFiltersSchema,
});
export const tasksAnswerSchema = z.object({ ...page, items: z.array(taskSchema) });

export const errorsQuerySchema = pageQuerySchema.extend({
  session: filter,
  from: timeQuery.optional(),
  to: timeQuery.optional(),
  /** Of the session that it happened in. */
  label: labelFiltersSchema,
});
export const errorGroupSchema = z.object({
  errorType: z.string(),
  message: z.string(),
  severity: severitySchema,
  agentName: z.string(),
  session: z.string(),
  sessionId: z.string(),
  count: z.number(),
  firstAt: z.number(),
  lastAt: z.number(),
});
export const errorsAnswerSchema = z.object({ ...page, items: z.array(errorGroupSchema) });

export const eventsQuerySchema = pageQuerySchema.extend({
  /** Internal id of the session; its own events only, so no page scans all raw events (rule STO3). */
  session: z.string().min(1).max(LIMITS.nameLength),
  /** Of the events themselves. A page may then hold fewer than `limit`, or none, and go on. */
  label: labelFiltersSchema,
});
export const storedEventSchema = z
  .object({ id: z.string(), type: z.string(), time: z.number(), source: sourceSchema })
  .loose();
export const eventsAnswerSchema = z.object({ ...page, items: z.array(storedEventSchema) });

export const USAGE_GROUPINGS = [
  'agent',
  'model',
  'session',
  'task',
  'project',
  'user',
  'provenance',
] as const;

export const usageQuerySchema = z.object({
  from: timeQuery.optional(),
  to: timeQuery.optional(),
  /** `label:KEY` groups by the values of a label; the key of what has none is null. */
  groupBy: z
    .union([z.enum(USAGE_GROUPINGS), labelGroupingSchema], {
      error: `expected one of ${USAGE_GROUPINGS.join(', ')}, or label:KEY`,
    })
    .optional(),
  session: filter,
  /** Of the requests themselves. */
  label: labelFiltersSchema,
});
export type UsageGrouping = NonNullable<z.infer<typeof usageQuerySchema>['groupBy']>;
export const usageGroupSchema = usageFiguresSchema.extend({
  /** The grouped value; null for what has none (no project, unattributed to a task). */
  key: z.string().nullable(),
  /** For sessions and tasks: the internal id. */
  id: z.string().optional(),
});
export const usageAnswerSchema = z.object({
  ...history,
  from: z.number().nullable(),
  to: z.number().nullable(),
  totals: usageFiguresSchema,
  groups: z.array(usageGroupSchema),
  series: z.array(usageFiguresSchema.extend({ at: z.number() })),
});

const request = {
  at: z.number(),
  /** null: the main loop. */
  agentId: z.string().nullable(),
  model: z.string().nullable(),
  inputTokens: z.number(),
  outputTokens: z.number(),
  cacheReadTokens: z.number(),
  cacheCreationTokens: z.number(),
  /** At list price; null: `unpriced` says why. */
  costMicros: z.number().nullable(),
  /**
   * Why it has no list price: it names no model; the list does not have the model, the way in which it was served
   * (`tier`), or searches of the web. null: it has one.
   */
  unpriced: z
    .enum(['no_model', 'unknown_model', 'unknown_tier', 'web_searches'])
    .nullable()
    .default(null),
  /** How it was served where that has a price of its own, as its sender says it; null: the usual way. */
  tier: z.string().nullable().default(null),
  /** The client's own figure. */
  clientCostMicros: z.number().nullable(),
  /** Superseded: a self-report that is shown, not added (rule USE1). */
  provenance: z.enum(['measured', 'reported', 'superseded']),
  /** Internal id of its task, and the caller's; null: unattributed. */
  task: z.string().nullable(),
  taskId: z.string().nullable(),
};

/** What a session's own page shows beside its session. */
export const sessionDetailSchema = z.object({
  /** A tree by `parent`; the main loop, whose `id` is null, is the first. */
  subagents: z.array(
    z.object({
      id: z.string().nullable(),
      parent: z.string().nullable(),
      /**
       * A workflow: one run of it, with the subagents that it started below it. Untold: subagents of one type,
       * of which several were at work, whose client does not say which of them made a request.
       */
      kind: z.enum(['main', 'subagent', 'workflow', 'unattributed']),
      /** What other agents call it by; of a workflow its name. */
      name: z.string().nullable(),
      agentType: z.string().nullable(),
      models: z.array(z.string()),
      startedAt: z.number().nullable(),
      endedAt: z.number().nullable(),
      toolCalls: z.number(),
      own: usageFiguresSchema,
      subtree: usageFiguresSchema,
    }),
  ),
  /** By name (null where no record names the tool); times are null where none is known. */
  tools: z.array(
    z.object({
      name: z.string().nullable(),
      calls: z.number(),
      failed: z.number(),
      denied: z.number(),
      open: z.number(),
      totalMs: z.number().nullable(),
      maxMs: z.number().nullable(),
    }),
  ),
  /** The newest first. */
  requests: z.array(z.object(request)),
  moreRequests: z.number(),
  /** For a human: since when, and why. */
  waiting: z.object({ at: z.number(), reason: z.string().nullable() }).nullable(),
  /** Prompts by where they went; of the unrouted ones nobody who saw the text reported. null: not known. */
  prompts: z
    .object({ prometheus: z.number(), claude: z.number(), unrouted: z.number() })
    .nullable()
    .default(null),
  /** What the client's counters say of the work done; null where none was heard of. */
  work: z
    .object({
      linesAdded: z.number(),
      linesRemoved: z.number(),
      commits: z.number(),
      pullRequests: z.number(),
      /** How long the client worked, and how long its human typed. */
      clientMs: z.number(),
      userMs: z.number(),
    })
    .nullable(),
  /**
   * What is known of the clocks that made its times, ms. `shiftMs`: by how much times were moved, because a
   * clock was behind (positive) or ahead. `lateMs`: how long after their times events arrived at most, where
   * nothing tells a wrong clock from a late delivery. null: neither.
   */
  clock: z
    .object({ shiftMs: z.number().nullable(), lateMs: z.number().nullable() })
    .nullable()
    .default(null),
  /** Calls of the monitor's own tools, and the requests whose answers made them. */
  monitoring: z.object({
    calls: z.number(),
    totalMs: z.number().nullable(),
    /** Calls of which nobody reports the request. */
    unjoinedCalls: z.number(),
    /** Requests whose answer called nothing but tools of the monitor, and those that called others too. */
    own: usageSumsSchema,
    shared: usageSumsSchema,
  }),
});

export type SessionDetail = z.infer<typeof sessionDetailSchema>;

export const sessionAnswerSchema = z.object({
  ...history,
  session: sessionSchema,
  tasks: z.array(taskSchema),
  /** null when the session has left the hub. */
  detail: sessionDetailSchema.nullable().default(null),
  /** Own usage of each subagent and model; `subagent` is null for the main loop. */
  usage: z.array(
    usageFiguresSchema.extend({
      agentId: z.string().nullable(),
      model: z.string().nullable(),
      task: z.string().nullable(),
    }),
  ),
});

export const statusAnswerSchema = z.object({
  ...history,
  workspace: z.string(),
  seq: z.number(),
  flushedSeq: z.number(),
  journal: z.object({
    rows: z.number(),
    events: z.number(),
    bytes: z.number(),
    oldestAt: z.number().nullable(),
  }),
  flush: z.object({
    lagMs: z.number(),
    lastAt: z.number().nullable(),
    /** Set while libSQL does not take the flush: since when, and a code. */
    failing: z.object({ since: z.number(), code: z.string() }).nullable(),
  }),
  /** Rows that libSQL refused for good and that wait for an admin (rule STO7). */
  parked: z.object({
    rows: z.number(),
    bytes: z.number(),
    /** When the oldest was parked. */
    oldestAt: z.number().nullable(),
  }),
  sockets: z.number(),
  sessions: z.number(),
  tasks: z.number(),
  /** How much of what was sent arrived (rule USE5); null: unknown. */
  completeness: completenessSchema.nullable(),
  /** Messages to channels: on their way since when, given up, dropped for newer ones; channels that take none. */
  alerts: z.object({
    waiting: z.number(),
    oldestAt: z.number().nullable(),
    parked: z.number(),
    dropped: z.number(),
    failingChannels: z.number(),
  }),
  rejections: z.record(z.string(), z.number()),
  /** How long what is kept (rule STO5). */
  retention: retentionStatusSchema.optional(),
  /** By source: when an event of it arrived last, a repeated one too. May lag by an hour. */
  arrivals: z.partialRecord(sourceSchema, z.number()).default({}),
});

/** What a client may name that nothing here knows; of an attribute or a field, never its value. */
export const UNKNOWN_NAME_KINDS = [
  'event',
  'attribute',
  'metric',
  'span',
  'hook',
  'hook_field',
] as const;

export const unknownNameSchema = z.object({
  client: z.string(),
  /** null: this way in does not say it. */
  version: z.string().nullable(),
  kind: z.enum(UNKNOWN_NAME_KINDS),
  name: z.string(),
  count: z.number(),
});

/** A name that a client used and nothing here knows; it changed no figure. */
export type UnknownName = z.infer<typeof unknownNameSchema>;

export const unknownNamesAnswerSchema = z.object({
  /** The one seen last is the first. */
  items: z.array(unknownNameSchema.extend({ firstAt: z.number(), lastAt: z.number() })),
  /** How often a rare name had to make room for another one. */
  dropped: z.number(),
});

export type UnknownNamesAnswer = z.infer<typeof unknownNamesAnswerSchema>;
export type StatusAnswer = z.infer<typeof statusAnswerSchema>;
export type UsageAnswer = z.infer<typeof usageAnswerSchema>;
export type SessionAnswer = z.infer<typeof sessionAnswerSchema>;
export type ErrorGroup = z.infer<typeof errorGroupSchema>;
export type StoredEvent = StampedEvent;
