import type { USAGE_SUM_FIELDS } from '@claude-monitor/protocol';
import { type Session, type Task } from '@claude-monitor/protocol';

/** What of a session's view is compared: absent ones are zeros, so `rows` says that there is one. */
export const sessionFigures = ({ usage, errors, toolCalls }: Session): SessionFigures => ({
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
type SessionFigures = UsageFigures & { rows: number; errors: number; toolCalls: number };
type TaskFigures = UsageFigures & { rows: number; status: string; project: string };

function usageOf(usage: Session['usage']): UsageFigures {
  const { requests, inputTokens, outputTokens, costMicros, unpricedRequests } = usage;
  const { cacheReadTokens, cacheCreationTokens } = usage;
  const tokens = { inputTokens, outputTokens, cacheReadTokens, cacheCreationTokens };
  return { requests, ...tokens, costMicros, unpricedRequests };
}
