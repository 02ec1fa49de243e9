import { TIME } from '@claude-monitor/protocol';
import { seeded, type Random } from '@claude-monitor/protocol/testing/random';
import { Backlog } from './backlog.ts';
import { calendarOf, MONTH_DAYS, type Calendar } from './calendar.ts';
import { MEMBERS, type Member } from './members.ts';
import { momentsOf, type Slot } from './session.ts';

const SEED = 30;
/** The last hours belong to the team that is at work now. */
const UNTIL_MS = 2 * TIME.hourMs;

/**
 * Thirty days of the invented team up to two hours ago: ups and downs, an outage, a costly week and a
 * regression. The same for one `now`, and the same shape for every other.
 */
export function monthEvents(now: number): Record<string, unknown>[] {
  const random = seeded(SEED);
  const calendar = calendarOf(now);
  const backlog = new Backlog(random);
  return slotsOf(calendar, random).flatMap((slot) => {
    const moments = momentsOf(slot, { random, calendar, backlog });
    if (moments.some(({ at }) => at >= now - UNTIL_MS)) return [];
    return moments.map(({ at, ...moment }, index) => ({
      id: `${slot.sessionId} ${String(index)}`,
      source: 'mcp',
      sessionId: slot.sessionId,
      time: at,
      ...moment,
    }));
  });
}

/** When who works, in order: tasks are taken from one backlog. */
function slotsOf(calendar: Calendar, random: Random): Slot[] {
  const days = Array.from({ length: MONTH_DAYS + 1 }, (_, index) => MONTH_DAYS - index);
  return days
    .flatMap((daysAgo) =>
      MEMBERS.flatMap((member) =>
        slotsOfDay(member, { day: calendar.dayAt(daysAgo), calendar, random }),
      ),
    )
    .sort((a, b) => a.at - b.at);
}

function slotsOfDay(
  member: Member,
  { day, calendar, random }: { day: number; calendar: Calendar; random: Random },
): Slot[] {
  const isQuiet = calendar.isWeekend(day) && !member.worksWeekends;
  if (isQuiet && !random.chance(0.08)) return [];
  const count = isQuiet ? 1 : random.between(Math.max(1, member.pace - 1), member.pace + 1);
  const [from, to] = member.hours;
  const date = new Date(day).toISOString().slice(5, 10).replace('-', '');
  return Array.from({ length: count }, (_, index) => ({
    member,
    sessionId: `${member.short}-${date}-${String(index + 1)}`,
    at: Math.round(
      day + (from + ((index + random.next() * 0.8) * (to - from)) / count) * TIME.hourMs,
    ),
  }));
}
