import type { Session } from '@claude-monitor/protocol/live/view';
import { addDays, startOfDay } from '../../lib/range/zone.ts';

/** One line of the list: a day, or a session of it. */
export type Item =
  | { kind: 'day'; at: number; sessions: number; costMicros: number; isWhole: boolean }
  | { kind: 'session'; session: Session; index: number };

/** Sessions below the days they started on, as they come: sorted by their start. */
export function byDay(
  sessions: readonly Session[],
  { zone, isWhole }: { zone: string; isWhole: boolean },
): Item[] {
  const items: Item[] = [];
  let day: Extract<Item, { kind: 'day' }> | null = null;
  let ends = 0;
  for (const [index, session] of sessions.entries()) {
    const { startedAt } = session;
    if (day === null || startedAt < day.at || startedAt >= ends) {
      if (day !== null) day.isWhole = true;
      const at = startOfDay(startedAt, zone);
      ends = addDays(at, 1, zone);
      day = { kind: 'day', at, sessions: 0, costMicros: 0, isWhole };
      items.push(day);
    }
    day.sessions += 1;
    day.costMicros += session.usage.costMicros;
    items.push({ kind: 'session', session, index });
  }
  return items;
}

export const inOneGroup = (sessions: readonly Session[]): Item[] =>
  sessions.map((session, index) => ({ kind: 'session', session, index }));
