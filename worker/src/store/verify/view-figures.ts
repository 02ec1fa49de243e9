import type { USAGE_SUM_FIELDS } from '@claude-monitor/protocol';
import { type Card, type Task } from '@claude-monitor/protocol';

/** What of a session's view is compared: absent ones are zeros, so `rows` says that there is one. */
export const cardFigures = ({ usage, errors, toolCalls }: Card): CardFigures => ({
  rows: 1,
  errors,
  toolCalls,
  ...usageOf(usage),
});

/** Of a task it is compared, too, how it stands. */
export const taskFigures = ({ usage, status, project }: Task): TaskFigures => ({
  rows: 1,
  status,
  project: project ?? '',
  ...usageOf(usage),
});

type UsageFigures = Record<(typeof USAGE_SUM_FIELDS)[number], number>;
type CardFigures = UsageFigures & { rows: number; errors: number; toolCalls: number };
type TaskFigures = UsageFigures & { rows: number; status: string; project: string };

function usageOf(usage: Card['usage']): UsageFigures {
  const { requests, inputTokens, outputTokens, costMicros, unpricedRequests } = usage;
  const { cacheReadTokens, cacheCreationTokens } = usage;
  const tokens = { inputTokens, outputTokens, cacheReadTokens, cacheCreationTokens };
  return { requests, ...tokens, costMicros, unpricedRequests };
}
