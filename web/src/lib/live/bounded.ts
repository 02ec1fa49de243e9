import { LIMITS } from '@claude-monitor/protocol/limits';
import type { LiveState } from './live-state.ts';

/** A page that stays open for weeks meets more sessions than a snapshot has: it lets the oldest go. */
export function bounded(live: LiveState): LiveState {
  const sessions = newest(
    live.sessions,
    LIMITS.snapshotSessions,
    (session) => session.endedAt === null,
  );
  const tasks = newest(live.tasks, LIMITS.snapshotTasks, (task) => task.status === 'started');
  if (sessions === live.sessions && tasks === live.tasks) return live;
  const more = {
    sessions: live.more.sessions + live.sessions.size - sessions.size,
    tasks: live.more.tasks + live.tasks.size - tasks.size,
  };
  return { ...live, sessions, tasks, more };
}

/**
 * Those that frames named last, since the hub may send changed fields of them, and of the others the
 * newest; what is open stays longest. Done at a bound well above what stays, so that the sorting is rare.
 */
function newest<Item extends { id: string; lastAt: number }>(
  items: ReadonlyMap<string, Item>,
  bound: number,
  isOpen: (item: Item) => boolean,
): ReadonlyMap<string, Item> {
  if (items.size <= LIMITS.itemsKept + 2 * bound) return items;
  // What was named last stands last.
  const named = [...items.values()];
  const sorted = named
    .splice(0, items.size - LIMITS.itemsKept)
    .sort((a, b) => Number(isOpen(b)) - Number(isOpen(a)) || b.lastAt - a.lastAt);
  return new Map([...sorted.slice(0, bound), ...named].map((item) => [item.id, item]));
}
