import { TIME, type UsageInterval } from '@claude-monitor/protocol';

/** A stretch of time, `until` not included; epoch ms. */
export type Stretch = { at: number; until: number };

type Zone = (at: number) => number;

/** The calendar of a time zone; a day is the number of days since 1970-01-01. */
export type Days = {
  dayAt(at: number): number;
  /** Its first moment, epoch ms. */
  startOf(day: number): number;
  /** When its clocks show that hour first; where they skip it, the moment they do. */
  hourOf(day: number, hour: number): number;
};

export function daysIn(timezone: string): Days {
  const offset = offsetIn(timezone);
  return {
    dayAt: (at) => Math.floor((at + offset(at)) / TIME.dayMs),
    startOf: (day) => startOfDay(day, offset),
    hourOf: (day, hour) => momentOf(day * TIME.dayMs + hour * TIME.hourMs, offset),
  };
}

/**
 * A window cut where hours, days or weeks of a time zone begin; its first and last stretch may be parts of
 * one. Days last as long as they do there: 23 or 25 hours where clocks change. Weeks begin on Monday.
 */
export function stretchesOf(
  window: { from: number; to: number },
  interval: UsageInterval,
  timezone: string,
): Stretch[] {
  const offset = offsetIn(timezone);
  const starts = startsFrom(window, interval, offset);
  return starts.flatMap((start, index) => {
    const at = Math.max(start, window.from);
    const until = Math.min(starts[index + 1] ?? window.to, window.to);
    return at < until ? [{ at, until }] : [];
  });
}

/** How far clocks of a zone are ahead of UTC at a moment, ms. */
function offsetIn(timezone: string): Zone {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: timezone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return (at) => {
    const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
    const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
    const day = Date.UTC(part('year'), part('month') - 1, part('day'));
    const local =
      day + part('hour') * TIME.hourMs + part('minute') * TIME.minuteMs + part('second') * 1_000;
    return local - Math.floor(at / 1_000) * 1_000;
  };
}

/** Where its stretches begin, the first at or before the window. */
function startsFrom(
  { from, to }: { from: number; to: number },
  interval: UsageInterval,
  offset: Zone,
): number[] {
  const localDay = Math.floor((from + offset(from)) / TIME.dayMs);
  const step = interval === 'week' ? 7 : 1;
  // Day 0 of the epoch was a Thursday.
  const first = interval === 'week' ? localDay - ((localDay + 3) % 7) : localDay;
  const starts: number[] = [];
  for (let day = first; ; day += step) {
    const start = startOfDay(day, offset);
    if (start >= to && starts.length > 0) return starts;
    starts.push(
      ...(interval === 'hour' ? hoursOf(start, startOfDay(day + 1, offset), offset) : [start]),
    );
  }
}

/** The first moment of a date, given as days since 1970: midnight, or where clocks skip it, the moment they do. */
function startOfDay(day: number, offset: Zone): number {
  return momentOf(day * TIME.dayMs, offset);
}

/** When clocks first show a local time; where they skip it, the moment they do. */
function momentOf(local: number, offset: Zone): number {
  const before = offset(local - TIME.dayMs);
  const after = offset(local + TIME.dayMs);
  const [early, late] = [local - before, local - after];
  if (offset(early) === before) return early;
  return offset(late) === after ? late : jumpBetween(late, early, offset);
}

/** When clocks change between two moments, to the second. */
function jumpBetween(from: number, to: number, offset: Zone): number {
  const before = offset(from);
  let [low, high] = [from, to];
  while (high - low > 1_000) {
    const middle = Math.floor((low + high) / 2_000) * 1_000;
    if (offset(middle) === before) low = middle;
    else high = middle;
  }
  return high;
}

/** Only a day on which clocks change needs a look at them for each hour. */
function hoursOf(start: number, end: number, offset: Zone): number[] {
  const isPlain = end - start === TIME.dayMs;
  const starts: number[] = [];
  for (let at = start; at < end;) {
    starts.push(at);
    at += isPlain ? TIME.hourMs : TIME.hourMs - modulo(at + offset(at), TIME.hourMs);
  }
  return starts;
}

const modulo = (value: number, by: number): number => ((value % by) + by) % by;
