import { z } from 'zod';
import { page, pageQuerySchema } from '../page.ts';

/** Every counted usage of one session, as it was stored: what its page's figures are sums of. */

export const sessionRequestsQuerySchema = pageQuerySchema;

export const sessionRequestSchema = z.object({
  at: z.number(),
  /** null: the main loop. */
  agentId: z.string().nullable(),
  model: z.string().nullable(),
  /** Superseded: a self-report that is shown, not added (rule USE1). */
  provenance: z.enum(['measured', 'reported', 'superseded']),
  /** 0: what a counter grew by, for which no request is known. */
  requests: z.number(),
  inputTokens: z.number(),
  outputTokens: z.number(),
  cacheReadTokens: z.number(),
  cacheCreationTokens: z.number(),
  /** At list price; null: it has none. */
  costMicros: z.number().nullable(),
  /** The client's own figure. */
  clientCostMicros: z.number().nullable(),
  /** Internal id of its task; null: unattributed. */
  task: z.string().nullable(),
});

export type SessionRequest = z.infer<typeof sessionRequestSchema>;

/** The newest first; a page may hold fewer than `limit` and still have a `next`. */
export const sessionRequestsAnswerSchema = z.object({
  ...page,
  items: z.array(sessionRequestSchema),
});

export type SessionRequestsAnswer = z.infer<typeof sessionRequestsAnswerSchema>;
