import { z } from 'zod';
import { sessionSchema } from '../../live/view.ts';
import { oneOf } from '../filters.ts';
import {
  bound,
  facetOf,
  facetsSchema,
  listFilters,
  orderedSchema,
  orderSchema,
  SESSION_STATES,
  sortOf,
} from './list-filters.ts';
import { page, pageQuerySchema } from '../page.ts';

/** `GET /v1/sessions`: all sessions, past and present. */

export { SESSION_STATES, type SessionStateWord } from './list-filters.ts';

/**
 * By what agents said of its tasks: failed where one failed, success where some were done and none failed. A
 * session that finished no task has no outcome.
 */
const SESSION_OUTCOMES = ['success', 'failed'] as const;

const SESSION_SORTS = ['last_at', 'started_at', 'cost', 'duration', 'errors', 'tokens'] as const;

/**
 * `from` and `to`: alive at some time from `from` up to, not including, `to`, between its first and its last
 * event. `q`: in ids, agent, project, user, model and descriptions of tasks.
 */
export const sessionsQuerySchema = pageQuerySchema.extend({
  ...listFilters,
  outcome: oneOf(SESSION_OUTCOMES),
  /** Micro-dollars at list price. */
  minCost: bound,
  maxCost: bound,
  minErrors: bound,
  /** From its first to its last event, ms. */
  minDuration: bound,
  maxDuration: bound,
  sort: sortOf(SESSION_SORTS).default('last_at'),
  order: orderSchema,
  facets: facetsSchema,
});

export type SessionSort = (typeof SESSION_SORTS)[number];
export type SessionOutcome = (typeof SESSION_OUTCOMES)[number];

const sessionFacetsSchema = z.object({
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
  /** Of an order by a figure. */
  ordered: orderedSchema.optional(),
});
