import { z } from 'zod';
import { TASK_OUTCOMES, WORK_OUTCOMES } from '../../event/event.ts';
import { LIMITS } from '../../limits.ts';
import { taskSchema, TASK_STATUSES } from '../../live/view.ts';
import { oneOf } from '../filters.ts';
import {
  bound,
  facetOf,
  facetsSchema,
  listFilters,
  orderedSchema,
  orderSchema,
  sortOf,
} from './list-filters.ts';
import { page, pageQuerySchema } from '../page.ts';

/** `GET /v1/tasks`: tasks that are planned, under way and over. */

const TASK_SORTS = ['listed_at', 'ended_at', 'cost', 'duration', 'waited', 'tries'] as const;

/**
 * By `listed_at` all tasks, by when they started or were planned; `from` and `to` are of that time. In every other
 * order only tasks that ended, and `from` and `to` are of their end. `q`: in ids, description, agent and project.
 */
export const tasksQuerySchema = pageQuerySchema.extend({
  ...listFilters,
  /** Internal id of a session, or a caller's. */
  session: z.string().min(1).max(LIMITS.nameLength).optional(),
  status: oneOf(TASK_STATUSES),
  /** As the agent said it, or what became of its work. */
  outcome: oneOf([...TASK_OUTCOMES, ...WORK_OUTCOMES]),
  /** Micro-dollars at list price. */
  minCost: bound,
  maxCost: bound,
  /** Ms. */
  minDuration: bound,
  maxDuration: bound,
  minTries: bound,
  sort: sortOf(TASK_SORTS).default('listed_at'),
  order: orderSchema,
  facets: facetsSchema,
});

export type TaskSort = (typeof TASK_SORTS)[number];

const taskFacetsSchema = z.object({
  /** Tasks that were counted, and whether those are all. */
  tasks: z.number(),
  isWhole: z.boolean(),
  agent: facetOf(z.string()),
  project: facetOf(z.string()),
  status: facetOf(z.enum(TASK_STATUSES)),
  /** Micro-dollars of them together, and of those tried more than twice. */
  costMicros: z.number(),
  unpricedRequests: z.number(),
  retried: z.object({ tasks: z.number(), costMicros: z.number() }),
  /** Of those that say how often they were tried: done at once. */
  firstTry: z.object({ done: z.number(), of: z.number() }),
  /** Half of the done ones took less, ms; null: none says it. */
  medianDurationMs: z.number().nullable(),
  medianCostMicros: z.number().nullable(),
});

export type TaskFacets = z.infer<typeof taskFacetsSchema>;

/** With filters a page may hold fewer than `limit`, or none, and go on: `next` says so. */
export const tasksAnswerSchema = z.object({
  ...page,
  items: z.array(taskSchema),
  facets: taskFacetsSchema.optional(),
  /** Of an order by a figure. */
  ordered: orderedSchema.optional(),
});
