import { hash64, type Session, type Task, type USAGE_SUM_FIELDS } from '@claude-monitor/protocol';

/** What of a session's view is compared: absent ones are zeros, so `rows` says that there is one. */
export const sessionFigures = ({ usage, errors, toolCalls, labels }: Session): SessionFigures => ({
  rows: 1,
  errors,
  toolCalls,
  labels: labelsFigure(labels.flatMap(({ key, values }) => values.map((value) => [key, value]))),
  ...usageOf(usage),
});

/** Of a task it is compared, too, how it stands. */
export const taskFigures = ({ usage, status, project }: Task): TaskFigures => ({
  rows: 1,
  status,
  project: project ?? '',
  ...usageOf(usage),
});

/** Stands for labels in any order; 0: there are none. */
export const labelsFigure = (pairs: readonly (readonly string[])[]): number =>
  pairs.length === 0
    ? 0
    : Number.parseInt(
        hash64(
          pairs
            .map((pair) => JSON.stringify(pair))
            .sort()
            .join(),
        ).slice(0, 12),
        16,
      );

type UsageFigures = Record<(typeof USAGE_SUM_FIELDS)[number], number>;
type SessionFigures = UsageFigures & {
  rows: number;
  errors: number;
  toolCalls: number;
  labels: number;
};
type TaskFigures = UsageFigures & { rows: number; status: string; project: string };

function usageOf(usage: Session['usage']): UsageFigures {
  const { requests, inputTokens, outputTokens, costMicros, unpricedRequests } = usage;
  const { cacheReadTokens, cacheCreationTokens } = usage;
  const tokens = { inputTokens, outputTokens, cacheReadTokens, cacheCreationTokens };
  return { requests, ...tokens, costMicros, unpricedRequests };
}
