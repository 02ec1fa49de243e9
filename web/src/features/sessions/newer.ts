import type { Session, Task } from '@claude-monitor/protocol/live/view';

/** Of what the live feed and the history say of a session, the newer; null where neither knows it. */
export function newerSession(
  live: Session | undefined,
  stored: Session | undefined,
): Session | null {
  if (live === undefined) return stored ?? null;
  return stored !== undefined && stored.changedSeq > live.changedSeq ? stored : live;
}

/** The tasks of a session: what the history holds, and what the live feed knows newer or alone. */
export function newerTasks(
  session: string,
  live: ReadonlyMap<string, Task>,
  stored: readonly Task[],
): Task[] {
  const newest = new Map(stored.map((task) => [task.id, task]));
  for (const task of live.values()) {
    const before = newest.get(task.id);
    const isNewer = before === undefined || task.changedSeq > before.changedSeq;
    if (isNewer && task.session === session) newest.set(task.id, task);
  }
  return [...newest.values()];
}
