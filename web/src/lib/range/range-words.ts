import { boundsOf, type Clock, type Range } from './range.ts';
import { addDays, startOfDay } from './zone.ts';
import * as texts from './texts.ts';

/** `Last 7 d`; of a range in the past or a custom one, its days or times. */
export function rangeName(range: Range, clock: Clock): string {
  if (range.name !== 'custom' && range.end === null) return texts.RANGE_WORDS[range.name];
  return rangeDates(range, clock);
}

/** `24 – 30 Nov`, or `Sun 29 Nov 18:00 – Mon 30 Nov 08:00` where it is not of whole days. */
export function rangeDates(range: Range, clock: Clock): string {
  const { from, to } = boundsOf(range, clock);
  const { zone } = clock;
  const isOfDays = startOfDay(from, zone) === from && startOfDay(to, zone) === to;
  if (isOfDays) {
    const last = addDays(to, -1, zone);
    const days = format({ day: 'numeric', month: 'short' }, clock, from);
    return last <= from ? days.format(from) : days.formatRange(from, last);
  }
  const times = format(
    { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
    clock,
    from,
  );
  return texts.between(times.format(from), times.format(to));
}

/** `Sun 25 Oct`. */
export function dayWords(at: number, clock: Clock): string {
  return format({ weekday: 'short', day: 'numeric', month: 'short' }, clock, at)
    .format(at)
    .replace(',', '');
}

/** A year is said where it is not this one. */
function format(
  fields: Intl.DateTimeFormatOptions,
  { now, zone: timeZone }: Clock,
  at: number,
): Intl.DateTimeFormat {
  const year = new Intl.DateTimeFormat('en-GB', { year: 'numeric', timeZone });
  const isThisYear = year.format(at) === year.format(now);
  return new Intl.DateTimeFormat('en-GB', {
    ...fields,
    ...(isThisYear ? {} : { year: 'numeric' }),
    timeZone,
  });
}

/** For a sentence: `in the last 7 days`, `last night`, `in the period 24 – 30 Nov`. */
export function whenWords(range: Range, clock: Clock): string {
  return range.name === 'custom' || range.end !== null
    ? texts.whenBetween(rangeDates(range, clock))
    : texts.WHEN_WORDS[range.name];
}
