import { z } from 'zod';

const count = z.number().nonnegative().optional().catch(undefined);

/** What Claude Code writes to the command of a status line; any field may be missing. */
const inputSchema = z.object({
  session_id: z.string().min(1),
  cwd: z.string().optional().catch(undefined),
  model: z
    .object({ id: z.string().optional().catch(undefined) })
    .catch({})
    .default({}),
  cost: z.object({ total_cost_usd: count }).catch({}).default({}),
  context_window: z
    .object({ total_input_tokens: count, context_window_size: count, used_percentage: count })
    .catch({})
    .default({}),
});

/** Of a session, as its client sees it. Null: the client does not say. */
export type StatusInput = {
  sessionId: string;
  folder: string | undefined;
  contextTokens: number | null;
  contextWindow: number | null;
  /** 0 to 1. */
  contextShare: number | null;
  /** The client's own figure, in micro-dollars; of the whole session. */
  costMicros: number | null;
};

/** Null for what is no status of a session. */
export function statusInputOf(value: unknown): StatusInput | null {
  const parsed = inputSchema.safeParse(value);
  if (!parsed.success) return null;
  const { session_id, cwd, cost, context_window: context } = parsed.data;
  const { context_window_size: window, used_percentage: used } = context;
  // Before its first request a session has no share, and 0 tokens that mean as little.
  const tokens = used === undefined ? undefined : context.total_input_tokens;
  const share = tokens !== undefined && window !== undefined && window > 0 ? tokens / window : null;
  const usedShare = used === undefined ? null : used / 100;
  return {
    sessionId: session_id,
    folder: cwd,
    contextTokens: tokens === undefined ? null : Math.round(tokens),
    contextWindow: window === undefined ? null : Math.round(window),
    // The client rounds to whole percents.
    contextShare: share ?? usedShare,
    costMicros: cost.total_cost_usd === undefined ? null : Math.round(cost.total_cost_usd * 1e6),
  };
}
