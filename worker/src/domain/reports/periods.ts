import { TIME, type ReportPeriod } from '@claude-monitor/protocol';
import { daysIn, type Days } from '../calendar.ts';

/** A day or a week of a time zone; `until` is not included. */
export type Period = { id: string; period: ReportPeriod; from: number; to: number };

const LENGTH: Record<ReportPeriod, number> = { day: 1, week: 7 };

/** The period that a moment lies in. */
export function periodAt(period: ReportPeriod, at: number, timezone: string): Period {
  const days = daysIn(timezone);
  return periodOf(period, days.dayAt(at), days);
}

/** The period before the one of a day, given as days since 1970. */
export function periodBeforeDay(period: ReportPeriod, day: number, timezone: string): Period {
  return periodOf(period, day - LENGTH[period], daysIn(timezone));
}

/** The newest period that is over at a moment. */
export function lastPeriod(period: ReportPeriod, now: number, timezone: string): Period {
  const days = daysIn(timezone);
  return periodOf(period, days.dayAt(now) - LENGTH[period], days);
}

/** The one before. */
export function periodBefore({ period, from }: Period, timezone: string): Period {
  const days = daysIn(timezone);
  return periodOf(period, days.dayAt(from) - LENGTH[period], days);
}

/**
 * What of the period before it is held against: all of it, or where this one is under way what had passed by
 * then. Half a week against a whole one would be a fall that is none.
 */
export function comparedWith(
  period: Period,
  before: Period,
  now: number,
): { from: number; to: number } {
  const { from, to } = before;
  if (period.to <= now) return { from, to };
  return { from, to: Math.min(to, from + Math.max(0, now - period.from)) };
}

/** The period of an ID; null if the ID is invalid. */
export function periodOfId(id: string, timezone: string): Period | null {
  const days = daysIn(timezone);
  const week = /^(\d{4})-W(\d{2})$/.exec(id);
  const found =
    week === null
      ? periodOf('day', Math.floor(Date.parse(`${id}T00:00:00Z`) / TIME.dayMs), days)
      : periodOf('week', mondayOf(Number(week[1]), Number(week[2])), days);
  return found.id === id ? found : null;
}

function periodOf(period: ReportPeriod, day: number, days: Days): Period {
  if (Number.isNaN(day)) return { id: '', period, from: 0, to: 0 };
  const first = period === 'week' ? mondayBefore(day) : day;
  return {
    id: period === 'week' ? weekId(first) : dayId(day),
    period,
    from: days.startOf(first),
    to: days.startOf(first + LENGTH[period]),
  };
}

/** Days are counted since 1970-01-01, which was a Thursday. */
export const mondayBefore = (day: number): number => day - ((((day + 3) % 7) + 7) % 7);

const dayId = (day: number): string => new Date(day * TIME.dayMs).toISOString().slice(0, 10);

/** By ISO 8601: a week belongs to the year of its Thursday. */
function weekId(monday: number): string {
  const year = new Date((monday + 3) * TIME.dayMs).getUTCFullYear();
  const week = (monday - mondayOf(year, 1)) / 7 + 1;
  return `${String(year).padStart(4, '0')}-W${String(week).padStart(2, '0')}`;
}

/** The fourth of January is always in the first week. */
function mondayOf(year: number, week: number): number {
  const fourth = Math.floor(Date.UTC(year, 0, 4) / TIME.dayMs);
  return mondayBefore(fourth) + (week - 1) * 7;
}
