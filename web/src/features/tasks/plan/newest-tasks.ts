import type { Task } from '@claude-monitor/protocol/live/view';

/**
 * The tasks of a project: what the history answered, and what the live feed knows newer or alone. One
 * that the feed has seen move to another project is no longer here.
 */
export function newestTasks(
  project: string | null,
  answered: readonly Task[],
  live: Iterable<Task>,
): Task[] {
  const newest = new Map(answered.map((task) => [task.id, task]));
  for (const task of live) {
    const before = newest.get(task.id);
    if (before === undefined && task.project !== project) continue;
    if (before === undefined || task.changedSeq >= before.changedSeq) newest.set(task.id, task);
  }
  return [...newest.values()].filter((task) => task.project === project).sort(byId);
}

const NUMBERS = new Intl.Collator('en', { numeric: true });

/** As people number them, so that a layout begins the same each time. */
const byId = (a: Task, b: Task): number =>
  NUMBERS.compare(a.taskId, b.taskId) || (a.id < b.id ? -1 : 1);

export const tasksById = (tasks: readonly Task[]): ReadonlyMap<string, Task> =>
  new Map(tasks.map((task) => [task.id, task]));
