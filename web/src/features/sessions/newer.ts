import type { Card, Task } from '@claude-monitor/protocol/live/view';

/** Of what the live feed and the history say of a session, the newer; null where neither knows it. */
export function newerCard(live: Card | undefined, stored: Card | undefined): Card | null {
  if (live === undefined) return stored ?? null;
  return stored !== undefined && stored.changedSeq > live.changedSeq ? stored : live;
}

/** The tasks of a session: what the history holds, and what the live feed knows newer or alone. */
export function newerTasks(
  cardId: string,
  live: ReadonlyMap<string, Task>,
  stored: readonly Task[],
): Task[] {
  const newest = new Map(stored.map((task) => [task.id, task]));
  for (const task of live.values()) {
    const before = newest.get(task.id);
    const isNewer = before === undefined || task.changedSeq > before.changedSeq;
    if (isNewer && task.cardId === cardId) newest.set(task.id, task);
  }
  return [...newest.values()];
}
