import { z } from 'zod';
import { usageFiguresSchema, usageSumsSchema } from '../../figures.ts';
import { sessionSchema, taskSchema } from '../../live/view.ts';
import { history } from '../page.ts';

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
   * (`tier`), or searches of the web; or its client does not say how long the cache writes are kept, and its own cost
   * does not tell. null: it has one.
   */
  unpriced: z
    .enum(['no_model', 'unknown_model', 'unknown_tier', 'web_searches', 'cache_duration'])
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

export const sessionDetailSchema = z.object({
  /** A tree by `parent`; the main loop, whose `id` is null, is the first. */
  subagents: z.array(
    z.object({
      id: z.string().nullable(),
      parent: z.string().nullable(),
      /**
       * A workflow: one run of it, with the subagents that it started below it. Not attributed: subagents of one type,
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
  /** The work done, by the client's counters; null where none was received. */
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
  /**
   * Its metrics add nothing here: requests of its user report the same usage, and name another session, or none.
   */
  isUsageElsewhere: z.boolean().default(false),
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
  /**
   * Internal ids of sessions whose events say what is this one's too: its other attempts, the runs that worked for
   * it, and the other sessions that those worked for. Bounded.
   */
  linked: z.array(z.string()).default([]),
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

export type SessionAnswer = z.infer<typeof sessionAnswerSchema>;
