import type { Task } from '@claude-monitor/protocol/live/view';
import { startOfDay } from '../../../lib/range/zone.ts';

export type Day = { at: number | null; tasks: Task[] };

/** Tasks below the days on which they ended, as they come; in another order all in one group. */
export function byDay(
  tasks: readonly Task[],
  { zone, isByDay }: { zone: string; isByDay: boolean },
): Day[] {
  if (!isByDay) return [{ at: null, tasks: [...tasks] }];
  const days: Day[] = [];
  for (const task of tasks) {
    const at = startOfDay(task.endedAt ?? task.lastAt, zone);
    const last = days.at(-1);
    if (last?.at === at) last.tasks.push(task);
    else days.push({ at, tasks: [task] });
  }
  return days;
}
