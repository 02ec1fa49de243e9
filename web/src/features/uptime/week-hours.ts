import type { UptimeAnswer } from '@claude-monitor/protocol/api/index';
import { TIME } from '@claude-monitor/protocol/limits';
import { wallTimeOf } from '../../lib/range/zone.ts';

export const DAYS = 7;
export const HOURS = 24;

/** An hour of the week, by the clocks of a zone; day 0 is Monday. */
export type WeekHour = {
  day: number;
  hour: number;
  /** How many sessions worked at once, on average over all weeks of the window; null: it is not in it. */
  atWork: number | null;
};

/** Seven days that end today are a whole week only when today is over. */
const LEAST_HOURS = (DAYS - 1) * HOURS;

/** When agents work: the hours of the week in order. Null where the answer can't say: by days, or of less than six days. */
export function weekHoursOf(
  { agents, points, asOf }: Pick<UptimeAnswer, 'agents' | 'points' | 'asOf'>,
  zone: string,
): readonly WeekHour[] | null {
  const isByHour = points.every(({ at, until }) => until - at <= TIME.hourMs);
  const known = points.filter(({ at }) => at < asOf).length;
  if (!isByHour || known < LEAST_HOURS) return null;
  const worked = points.map(() => 0);
  for (const agent of agents) {
    for (const { place, activeMs, stalledMs } of agent.points) {
      worked[place] = (worked[place] ?? 0) + activeMs + stalledMs;
    }
  }
  const sums = Array.from({ length: DAYS * HOURS }, () => ({ workedMs: 0, ms: 0 }));
  for (const [place, { at, until }] of points.entries()) {
    const sum = sums[slotAt(at, zone)];
    if (sum === undefined || at >= asOf) continue;
    sum.workedMs += worked[place] ?? 0;
    sum.ms += Math.min(until, asOf) - at;
  }
  return sums.map(({ workedMs, ms }, slot) => ({
    day: Math.floor(slot / HOURS),
    hour: slot % HOURS,
    atWork: ms === 0 ? null : workedMs / ms,
  }));
}

/** The one with most at work; null: nobody ever worked. */
export function busiestOf(
  hours: readonly WeekHour[],
): { day: number; hour: number; atWork: number } | null {
  let most = null;
  for (const { day, hour, atWork } of hours) {
    if (atWork !== null && atWork > (most?.atWork ?? 0)) most = { day, hour, atWork };
  }
  return most;
}

function slotAt(at: number, zone: string): number {
  const { year, month, day, hour } = wallTimeOf(at, zone);
  const weekday = (new Date(Date.UTC(year, month - 1, day)).getUTCDay() + DAYS - 1) % DAYS;
  return weekday * HOURS + hour;
}
