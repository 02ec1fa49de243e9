import { scopeSchema } from './scopes.ts';
import { retentionStatusSchema } from './retention.ts';
import { z } from 'zod';
import { ITEM_ERROR_CODES } from '../error.ts';
import { LIMITS } from '../limits.ts';
import { sourceSchema } from '../event/event.ts';
import { completenessSchema, dayFiguresSchema } from '../live/view.ts';
import { history } from './page.ts';

/** The HTTP contract: what routes take and answer. Server and clients parse with the same schemas. */

export { errorBodySchema } from './refusal.ts';

export * from './lists.ts';
export { pageQuerySchema } from './page.ts';
export * from './history/session-detail.ts';
export * from './history/session-requests.ts';
export * from './history/usage.ts';
export * from './history/activity.ts';
export * from './history/uptime.ts';
export * from './history/waste.ts';
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

const itemResultSchema = z.object({
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
  /** Fields that no event of their type has, as `type.field`: they were left out. Absent: there were none. */
  unknownFields: z.array(z.string()).optional(),
});

export type ItemResult = z.infer<typeof itemResultSchema>;
export type IngestAnswer = z.infer<typeof ingestAnswerSchema>;

const workspaceName = z.string().regex(/^[A-Za-z0-9]{1,40}$/, 'letters and digits, 1 to 40');

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
  /** Sums of all time. A correction or a deletion can make them smaller. */
  totals: dayFiguresSchema.extend({ openTasks: z.number() }),
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
const UNKNOWN_NAME_KINDS = [
  'event',
  'event_field',
  'attribute',
  'metric',
  'span',
  'hook',
  'hook_field',
] as const;

const unknownNameSchema = z.object({
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
