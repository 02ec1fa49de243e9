import { z } from 'zod';
import { listFilters } from './list-filters.ts';
import { history } from '../page.ts';

/** `GET /v1/agents`: what agents got done, by project, agent and model. */

export const agentsQuerySchema = z.object({
  ...listFilters,
  /** `agent`: all models of an agent in one row. */
  by: z.enum(['model', 'agent'], { error: 'expected model or agent' }).default('model'),
});

/** A share of `n`, with its 95% interval. */
const shareSchema = z.object({
  n: z.number(),
  hits: z.number(),
  /** null where `n` is 0. */
  low: z.number().nullable(),
  high: z.number().nullable(),
});

/** How a figure is spread over `n` values. */
const spreadSchema = z.object({
  n: z.number(),
  median: z.number().nullable(),
  /** Quartiles: half of the values lie between them. */
  low: z.number().nullable(),
  high: z.number().nullable(),
  /** 95% interval of the median; null where `n` is too small to give one. */
  medianLow: z.number().nullable(),
  medianHigh: z.number().nullable(),
  /** Each value, the smallest first, where there are too few for a median. */
  values: z.array(z.number()),
});

const agentRowSchema = z.object({
  project: z.string().nullable(),
  agentName: z.string(),
  /** The one that used most tokens on a task, else its session's; null: unknown, or all models in one row. */
  model: z.string().nullable(),
  /** Tasks that ended in this time, by the agent's own word. */
  done: z.number(),
  failed: z.number(),
  cancelled: z.number(),
  /** Of the ones done that say how often they were tried: done on the first try. */
  firstTry: shareSchema,
  /** Of tasks that are done: ms of work, ms from plan to start, micro-dollars, tokens. */
  durationMs: spreadSchema,
  waitedMs: spreadSchema,
  costMicros: spreadSchema,
  tokens: spreadSchema,
  /** Requests of all its tasks that have no list price: those tasks are not in `costMicros`. */
  unpricedRequests: z.number(),
  /** Cache reads and all tokens sent, of its tasks. */
  cacheReadTokens: z.number(),
  sentTokens: z.number(),
  /** Of its tasks that ended: by their priority. */
  priorities: z.object({
    critical: z.number(),
    high: z.number(),
    medium: z.number(),
    low: z.number(),
    none: z.number(),
  }),
  /** Errors of the sessions that worked on these tasks, from the first to the last event of each, ms. */
  sessions: z.number(),
  errors: z.number(),
  sessionMs: z.number(),
});

export type AgentRow = z.infer<typeof agentRowSchema>;
export type Share = z.infer<typeof shareSchema>;
export type Spread = z.infer<typeof spreadSchema>;

export const agentsAnswerSchema = z.object({
  ...history,
  /** By project, then agent, then model; not a ranking. */
  items: z.array(agentRowSchema),
  more: z.number(),
  /** Tasks that were looked at, the ones that ended last; and whether those are all. */
  tasks: z.number(),
  isWhole: z.boolean(),
});

export type AgentsAnswer = z.infer<typeof agentsAnswerSchema>;
export type AgentsQuery = z.output<typeof agentsQuerySchema>;
