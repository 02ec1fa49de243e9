import { TIME, type HubHour, type HubRows, type Repair } from '@claude-monitor/protocol';
import type { Difference } from './difference.ts';

/**
 * What a hub has to send again so that these differences go: sessions, tasks, and hours of sessions. A trend
 * is computed again with any hour of its time. Pure; `pages` are all that the hub answered.
 */
export function repairOf(differences: readonly Difference[], pages: readonly HubRows[]): Repair {
  const sessions = new Set<string>();
  const tasks = new Set<string>();
  const hours = new Map<string, HubHour>();
  const addHour = (of: HubHour): void => {
    hours.set(`${of.run} ${String(of.hour)}`, of);
  };
  for (const { table, key } of differences) {
    const { id, run, hour, at, grain } = key;
    if (table === 'session') sessions.add(String(id));
    else if (table === 'task') tasks.add(String(id));
    else if (table === 'project') addTask(pages, tasks);
    else if (hour !== undefined && run !== undefined)
      addHour({ run: String(run), hour: Number(hour) });
    else if (at !== undefined) {
      const until = Number(at) + (grain === 'day' ? TIME.dayMs : TIME.hourMs);
      const within = pages
        .flatMap((page) => page.hours)
        .filter((of) => of.hour >= Number(at) && of.hour < until);
      // One session's is enough for each hour.
      for (const of of new Map(within.map((one) => [one.hour, one])).values()) addHour(of);
    }
  }
  return { hours: [...hours.values()], sessions: [...sessions], tasks: [...tasks] };
}

/** Sums of all projects are made again with any task. */
function addTask(pages: readonly HubRows[], tasks: Set<string>): void {
  const [row] = pages.flatMap(({ rows }) => rows.task);
  if (row !== undefined) tasks.add(String(row['id']));
}
