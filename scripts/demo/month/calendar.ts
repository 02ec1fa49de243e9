import { TIME } from '@claude-monitor/protocol';

/** The thirty days of the invented team, counted back from today. */
export const MONTH_DAYS = 30;

/** The model API was down: work broke off, and nobody was heard of until it was back. */
const OUTAGE = { daysAgo: 12, fromHour: 13, hours: 3 };

/** Somebody ran the migration on a dear model, with long contexts. */
const COSTLY = { fromDaysAgo: 19, toDaysAgo: 14 };

/** A new test runner: tests fail at the first try. */
const REGRESSION = { fromDaysAgo: 6 };

/** Another model was tried. */
const TRIAL = { fromDaysAgo: 13, toDaysAgo: 3 };

export type Calendar = {
  /** Midnight UTC, so many days ago. */
  dayAt: (daysAgo: number) => number;
  isWeekend: (time: number) => boolean;
  outage: { from: number; to: number };
  isCostly: (time: number) => boolean;
  isRegressed: (time: number) => boolean;
  isTrial: (time: number) => boolean;
};

/** What was when, for a month that ends now. All times in epoch ms, days in UTC. */
export function calendarOf(now: number): Calendar {
  const today = Math.floor(now / TIME.dayMs) * TIME.dayMs;
  const dayAt = (daysAgo: number): number => today - daysAgo * TIME.dayMs;
  const isWeekend = (time: number): boolean => [0, 6].includes(new Date(time).getUTCDay());
  // On a weekend hardly anybody would have met it.
  let { daysAgo } = OUTAGE;
  while (isWeekend(dayAt(daysAgo))) daysAgo--;
  const from = dayAt(daysAgo) + OUTAGE.fromHour * TIME.hourMs;
  return {
    dayAt,
    isWeekend,
    outage: { from, to: from + OUTAGE.hours * TIME.hourMs },
    isCostly: (time) => time >= dayAt(COSTLY.fromDaysAgo) && time < dayAt(COSTLY.toDaysAgo),
    isTrial: (time) => time >= dayAt(TRIAL.fromDaysAgo) && time < dayAt(TRIAL.toDaysAgo),
    isRegressed: (time) => time >= dayAt(REGRESSION.fromDaysAgo),
  };
}
