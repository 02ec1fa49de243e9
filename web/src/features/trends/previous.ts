import {
  boundsOf,
  previousRange,
  type Bounds,
  type Clock,
  type Range,
} from '../../lib/range/range.ts';
import { addDays, startOfDay } from '../../lib/range/zone.ts';

/**
 * The period before, cut at the same time of its last day as this one is by now: half a day against a whole one
 * would be a fall that is none.
 */
export function periodBefore(range: Range, clock: Clock): Bounds {
  const { from, to } = boundsOf(range, clock);
  const before = boundsOf(previousRange(range, clock), clock);
  if (to <= clock.now) return before;
  if (clock.now <= from) return { from: before.from, to: before.from };
  const cut = before.from + elapsed(before.from, { from, now: clock.now, zone: clock.zone });
  return { from: before.from, to: Math.min(before.to, cut) };
}

/** By the clock on the wall, where the periods are of whole days: a day of 23 hours is a day. */
function elapsed(
  beforeFrom: number,
  { from, now, zone }: { from: number; now: number; zone: string },
): number {
  const today = startOfDay(now, zone);
  let days = 0;
  while (addDays(from, days + 1, zone) <= today) days += 1;
  const isOfDays = startOfDay(from, zone) === from;
  if (!isOfDays) return now - from;
  return addDays(beforeFrom, days, zone) + (now - today) - beforeFrom;
}
