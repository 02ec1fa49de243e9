import { z } from 'zod';
import { labelFiltersSchema } from '../labels.ts';
import { LIMITS } from '../limits.ts';
import { sessionSchema } from '../live/view.ts';
import { namesFilter, oneOf } from './filters.ts';
import { page, pageQuerySchema } from './page.ts';
import { timeQuery } from './time-query.ts';

/** `GET /v1/sessions`: all sessions, past and present. */

/** `working` is what `stateOf` calls active. */
export const SESSION_STATES = ['working', 'waiting', 'idle', 'stalled', 'lost', 'ended'] as const;

/**
 * By what agents said of its tasks: failed where one failed, success where some were done and none failed. A
 * session that finished no task has no outcome.
 */
export const SESSION_OUTCOMES = ['success', 'failed'] as const;

export const SESSION_SORTS = [
  'last_at',
  'started_at',
  'cost',
  'duration',
  'errors',
  'tokens',
] as const;

const least = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional();

export const sessionsQuerySchema = pageQuerySchema.extend({
  /** Alive at some time from `from` up to, not including, `to`: between its first and its last event. */
  from: timeQuery.optional(),
  to: timeQuery.optional(),
  /** In ids, agent, project, user, model and descriptions of tasks, whatever the case. */
  q: z.string().trim().min(1).max(LIMITS.nameLength).optional(),
  agent: namesFilter,
  project: namesFilter,
  user: namesFilter,
  model: namesFilter,
  state: oneOf(SESSION_STATES),
  outcome: oneOf(SESSION_OUTCOMES),
  label: labelFiltersSchema,
  /** Micro-dollars at list price. */
  minCost: least,
  maxCost: least,
  minErrors: least,
  /** From its first to its last event, ms. */
  minDuration: least,
  maxDuration: least,
  sort: z
    .enum(SESSION_SORTS, { error: `expected one of ${SESSION_SORTS.join(', ')}` })
    .default('last_at'),
  order: z.enum(['desc', 'asc'], { error: 'expected desc or asc' }).default('desc'),
  /** Also counts of the filtered sessions by what they can be filtered by. */
  facets: z
    .enum(['true', 'false'], { error: 'expected true or false' })
    .transform((text) => text === 'true')
    .default(false),
});

export type SessionSort = (typeof SESSION_SORTS)[number];
export type SessionStateWord = (typeof SESSION_STATES)[number];
export type SessionOutcome = (typeof SESSION_OUTCOMES)[number];

const facetOf = <Key extends z.ZodType>(key: Key) =>
  z.object({
    /** The most frequent first; null for sessions that have none. */
    items: z.array(z.object({ key: key.nullable(), count: z.number() })),
    /** Sessions with other values. */
    more: z.number(),
  });

export const sessionFacetsSchema = z.object({
  /** Sessions that were counted, and whether those are all: the ones active last count where there are too many. */
  sessions: z.number(),
  isWhole: z.boolean(),
  agent: facetOf(z.string()),
  project: facetOf(z.string()),
  user: facetOf(z.string()),
  model: facetOf(z.string()),
  state: facetOf(z.enum(SESSION_STATES)),
  outcome: facetOf(z.enum(SESSION_OUTCOMES)),
});

export type SessionFacets = z.infer<typeof sessionFacetsSchema>;

/** With filters a page may hold fewer than `limit`, or none, and go on: `next` says so. */
export const sessionsAnswerSchema = z.object({
  ...page,
  items: z.array(sessionSchema),
  facets: sessionFacetsSchema.optional(),
});
