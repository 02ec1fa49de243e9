import type { Task } from '@claude-monitor/protocol/live/view';

/** What is being done, then what happened last, then what is only planned. */
export function inOrderOfWork(tasks: readonly Task[]): Task[] {
  return [...tasks].sort(
    (a, b) =>
      rankOf(a) - rankOf(b) ||
      (b.endedAt ?? b.startedAt ?? 0) - (a.endedAt ?? a.startedAt ?? 0) ||
      (a.id < b.id ? -1 : 1),
  );
}

const rankOf = ({ status }: Task): number =>
  status === 'started' ? 0 : status === 'planned' ? 2 : 1;
