import type { ReplayItem } from '@claude-monitor/fold/replay/replay-items';
import type { Task } from '@claude-monitor/protocol/live/view';

/** Something that failed, when that was known. */
export type Failure = {
  id: string;
  at: number;
  kind: 'tool' | 'error' | 'task';
  name: string | null;
};

export const isFailure = ({ outcome }: ReplayItem): boolean => outcome === 'failed';

/** When it is known how something came out: its end, else its beginning. */
export const knownAt = ({ at, endAt }: ReplayItem): number => endAt ?? at;

/** Calls, errors and tasks that failed, in order of time. A denied call is an answer, not a failure. */
export function failuresOf(items: readonly ReplayItem[], tasks: readonly Task[]): Failure[] {
  const failures: Failure[] = [];
  for (const item of items) {
    if (!isFailure(item)) continue;
    const { id, name, kind } = item;
    if (kind === 'tool' || kind === 'error') failures.push({ id, at: knownAt(item), kind, name });
  }
  for (const { id, taskId, description, status, endedAt } of tasks) {
    if (status !== 'failed' || endedAt === null) continue;
    failures.push({ id, at: endedAt, kind: 'task', name: description ?? taskId });
  }
  return failures.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
}

/** The first failure after a moment; past the last one, the first of all. */
export const failureAfter = (failures: readonly Failure[], at: number | null): Failure | null =>
  failures.find((failure) => at === null || failure.at > at) ?? failures[0] ?? null;
