import type { Changes } from '@claude-monitor/fold';

/** Adds what changed later. What is gone and came back is in both: a frame reads how it is then. */
export function addChanges(into: Changes, later: Changes): void {
  for (const id of later.sessions) into.sessions.add(id);
  for (const id of later.tasks) into.tasks.add(id);
  for (const id of later.goneSessions) into.goneSessions.add(id);
  for (const id of later.goneTasks) into.goneTasks.add(id);
  for (const key of later.series) into.series.add(key);
}
