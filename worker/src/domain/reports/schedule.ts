import type { ReportPeriod } from '@claude-monitor/protocol';
import { daysIn } from '../calendar.ts';
import { mondayBefore, periodBeforeDay, type Period } from './periods.ts';

type Rhythm = { period: ReportPeriod; timezone: string; hour: number };

/** Later than this after its hour a report says that it is late. */
const LATE_MS = 15 * 60_000;

/**
 * When a report is due first after a moment: each day, or each Monday, when the clocks there show the hour. Where
 * they skip it, when they jump; where they show it twice, the first time.
 */
export const nextDueAt = (rhythm: Rhythm, after: number): number =>
  nextOccurrence(rhythm, after).dueAt;

/** `day`: whose hour it is. Where clocks skip the last hours of a day, they jump into the next. */
type Occurrence = { day: number; dueAt: number };

function nextOccurrence({ period, timezone, hour }: Rhythm, after: number): Occurrence {
  const days = daysIn(timezone);
  const step = period === 'week' ? 7 : 1;
  const today = days.dayAt(after);
  // The hour of the day before may still be to come.
  let day = (period === 'week' ? mondayBefore(today) : today) - step;
  let dueAt = days.hourOf(day, hour);
  while (dueAt <= after) {
    day += step;
    dueAt = days.hourOf(day, hour);
  }
  return { day, dueAt };
}

/** A report that is to be sent now: of the occurrences that passed the newest alone, so that a backlog is one message. */
export type Due = { dueAt: number; period: Period; isLate: boolean; missed: number };

/** `doneAt`: the occurrence that was sent last, or when the schedule was made. Null: nothing is due. */
export function dueReport(rhythm: Rhythm, doneAt: number, now: number): Due | null {
  let due = nextOccurrence(rhythm, doneAt);
  if (due.dueAt > now) return null;
  let missed = 0;
  for (
    let next = nextOccurrence(rhythm, due.dueAt);
    next.dueAt <= now;
    next = nextOccurrence(rhythm, due.dueAt)
  ) {
    due = next;
    missed++;
    // Years of nothing are not counted one by one.
    if (missed === MOST_MISSED) return dueReport(rhythm, lastBefore(rhythm, now), now);
  }
  const { dueAt, day } = due;
  const period = periodBeforeDay(rhythm.period, day, rhythm.timezone);
  return { dueAt, period, isLate: now - dueAt > LATE_MS, missed };
}

const MOST_MISSED = 400;

/** Shortly before the newest occurrence that passed. */
function lastBefore(rhythm: Rhythm, now: number): number {
  const days = daysIn(rhythm.timezone);
  const today = days.dayAt(now);
  const day = rhythm.period === 'week' ? mondayBefore(today) : today;
  const at = days.hourOf(day, rhythm.hour);
  const newest =
    at <= now ? at : days.hourOf(day - (rhythm.period === 'week' ? 7 : 1), rhythm.hour);
  return newest - 1;
}
