import { TIME } from '@claude-monitor/protocol/limits';

/** What a clock on the wall shows; months from 1. */
type WallTime = { year: number; month: number; day: number; hour: number; minute: number };

// Made once for each zone: a formatter costs more than a hundred of its uses.
const FORMATTERS = new Map<string, Intl.DateTimeFormat>();

/** The zone of whoever looks. */
export const viewersZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;

export function wallTimeOf(at: number, zone: string): WallTime {
  const parts = new Map(
    formatterOf(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  return {
    year: part('year'),
    month: part('month'),
    day: part('day'),
    hour: part('hour'),
    minute: part('minute'),
  };
}

/**
 * When the clocks of a zone show this. What they show twice is the earlier of both; what they leave out is as
 * long after the jump as it would have been after its beginning, so a day whose midnight is left out begins with
 * its first moment.
 */
export function instantOf(wall: WallTime, zone: string): number {
  const asUtc = utcOf(wall);
  const before = asUtc - offsetAt(asUtc - TIME.dayMs, zone);
  const after = asUtc - offsetAt(asUtc + TIME.dayMs, zone);
  const shown = [before, after].filter((at) => utcOf(wallTimeOf(at, zone)) === asUtc);
  return shown.length > 0 ? Math.min(...shown) : before;
}

export function startOfDay(at: number, zone: string): number {
  return instantOf({ ...wallTimeOf(at, zone), hour: 0, minute: 0 }, zone);
}

/**
 * The same time of day, this many days later; from where a day begins to where one does. A day has 23, 24 or 25
 * hours, or half an hour more or less.
 */
export function addDays(at: number, days: number, zone: string): number {
  const isStart = startOfDay(at, zone) === at;
  const wall = { ...wallTimeOf(at, zone), ...(isStart ? { hour: 0, minute: 0 } : {}) };
  // `Date.UTC` takes the 31st of a month of 30 days as the 1st of the next.
  const moved = wallTimeOf(utcOf({ ...wall, day: wall.day + days }), 'UTC');
  return instantOf(moved, zone) + (isStart ? 0 : at % TIME.minuteMs);
}

const utcOf = ({ year, month, day, hour, minute }: WallTime): number =>
  Date.UTC(year, month - 1, day, hour, minute);

function offsetAt(at: number, zone: string): number {
  const minute = Math.floor(at / TIME.minuteMs) * TIME.minuteMs;
  return utcOf(wallTimeOf(minute, zone)) - minute;
}

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  const known = FORMATTERS.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  });
  FORMATTERS.set(timeZone, made);
  return made;
}
