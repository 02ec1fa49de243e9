import { z } from 'zod';
import { labelFiltersSchema } from '../../labels.ts';
import { namesFilter } from '../filters.ts';
import { history } from '../page.ts';
import { timeQuery } from './time-query.ts';

/** `GET /v1/waste`: what was paid for and used for nothing, with its evidence, beside the time before. */

export const WASTE_KINDS = [
  /** The same part of the same file was read again by a session that had it, with no change between. */
  'repeated_reads',
  /** The context was sent again in full, though its cache had not expired. */
  'cache_misses',
  /** The context was sent again in full, for its cache had expired while the session was idle. */
  'expired_context',
  /** Written to the cache for an hour, at a higher price, by sessions that never came back after five minutes. */
  'hour_cache',
  /** A call that failed was made again and failed again; or a request failed after all its retries. */
  'retries',
  /** Tasks that ended as failed. */
  'failed_tasks',
] as const;
export type WasteKind = (typeof WASTE_KINDS)[number];

export const wasteQuerySchema = z.object({
  /** By default seven days ago. Whole hours, in which it began. */
  from: timeQuery.optional(),
  /** By default now. */
  to: timeQuery.optional(),
  agent: namesFilter,
  project: namesFilter,
  user: namesFilter,
  /** Internal ids. */
  session: namesFilter,
  /** Of sessions that carry them. */
  label: labelFiltersSchema,
});
export type WasteQuery = z.output<typeof wasteQuerySchema>;

const wasteSumsSchema = z.object({
  /** Reads, requests, calls or tasks, by the kind. */
  count: z.number(),
  sessions: z.number(),
  /** Tokens that were sent again, or written; 0 where none are known. */
  tokens: z.number(),
  /** At list price, of tokens that the provider counted; beyond what they had cost otherwise. */
  measuredMicros: z.number(),
  /** Shared out where one request paid for several things. */
  estimatedMicros: z.number(),
  /** Of `count`, those without a list price: in neither sum. */
  unpriced: z.number(),
});
export type WasteSums = z.infer<typeof wasteSumsSchema>;

const wasteItemSchema = wasteSumsSchema.extend({
  kind: z.enum(WASTE_KINDS),
  /** False: there are more than were looked at, so the sums are of the newest. */
  isWhole: z.boolean(),
  /** The same in as long a time before `from`; null: nothing was kept then. */
  before: wasteSumsSchema.nullable(),
  /** What to do about it, for people. */
  advice: z.string(),
  /** The sessions that most of it is of, at most five. */
  top: z.array(
    z.object({
      /** Internal id. */
      id: z.string(),
      sessionId: z.string(),
      agentName: z.string(),
      count: z.number(),
      measuredMicros: z.number(),
      estimatedMicros: z.number(),
    }),
  ),
});
export type WasteItem = z.infer<typeof wasteItemSchema>;

export const wasteAnswerSchema = z.object({
  ...history,
  from: z.number(),
  to: z.number(),
  /** What all requests of the window cost, and of as long a time before it. */
  costMicros: z.number(),
  requests: z.number(),
  beforeCostMicros: z.number(),
  beforeRequests: z.number(),
  /** Since when it is kept: what was before is not in it. Null: nothing was kept yet. */
  since: z.number().nullable(),
  /** Each kind that was found, the dearest first. */
  items: z.array(wasteItemSchema),
});
export type WasteAnswer = z.infer<typeof wasteAnswerSchema>;
