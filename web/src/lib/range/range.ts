import { TIME } from '@claude-monitor/protocol/limits';
import { addDays, instantOf, startOfDay, wallTimeOf } from './zone.ts';

export const RANGE_NAMES = ['1h', '24h', 'last-night', '7d', '30d', '90d'] as const;
export type RangeName = (typeof RANGE_NAMES)[number];

/**
 * A named range moves with the clock until it is stepped back; then it ends at `end` (epoch ms). A custom one
 * lies between two moments.
 */
export type Range =
  { name: RangeName; end: number | null } | { name: 'custom'; from: number; to: number };

/** From the first moment to before the last, epoch ms. */
export type Bounds = { from: number; to: number };

/** Which moment it is, and by whose days. */
export type Clock = { now: number; zone: string };

export const DEFAULT_RANGE: Range = { name: '7d', end: null };

const HOURS = { '1h': 1, '24h': 24 } as const;
const DAYS = { '7d': 7, '30d': 30, '90d': 90 } as const;
/** A night, by the clock on the wall: after most people's work, until they are back. */
const NIGHT_BEGINS = 18;
const NIGHT_ENDS = 8;

/** Days are whole ones, today among them; hours are the last ones. What has not passed yet is within. */
export function boundsOf(range: Range, { now, zone }: Clock): Bounds {
  switch (range.name) {
    case 'custom':
      return { from: range.from, to: range.to };
    case '1h':
    case '24h': {
      const to = range.end ?? now;
      return { from: to - HOURS[range.name] * TIME.hourMs, to };
    }
    case 'last-night': {
      const to = range.end ?? morningOf(now, zone);
      return { from: atHour(addDays(to, -1, zone), NIGHT_BEGINS, zone), to };
    }
    case '7d':
    case '30d':
    case '90d': {
      const to = range.end ?? addDays(startOfDay(now, zone), 1, zone);
      return { from: addDays(to, -DAYS[range.name], zone), to };
    }
  }
}

/** The range of the same length right before; of nights, the night before. */
export function previousRange(range: Range, clock: Clock): Range {
  return stepped(range, -1, clock);
}

/** null where the next one has not begun. */
export function nextRange(range: Range, clock: Clock): Range | null {
  if (range.name !== 'custom' && range.end === null) return null;
  if (range.name === 'custom') {
    return range.to > clock.now ? null : stepped(range, 1, clock);
  }
  const next = stepped(range, 1, clock);
  const { to } = boundsOf(next, clock);
  const newest = boundsOf({ name: range.name, end: null }, clock);
  return to >= newest.to ? { name: range.name, end: null } : next;
}

/** Days within that are longer or shorter than others, for the clocks change. */
export function unusualDays({ from, to }: Bounds, zone: string): { at: number; hours: number }[] {
  const unusual: { at: number; hours: number }[] = [];
  for (let at = startOfDay(from, zone); at < to;) {
    const next = addDays(at, 1, zone);
    if (next - at !== TIME.dayMs) unusual.push({ at, hours: (next - at) / TIME.hourMs });
    at = next;
  }
  return unusual;
}

function stepped(range: Range, by: 1 | -1, clock: Clock): Range {
  const { from, to } = boundsOf(range, clock);
  const { zone } = clock;
  switch (range.name) {
    case '1h':
    case '24h':
      return { name: range.name, end: to + by * HOURS[range.name] * TIME.hourMs };
    case 'last-night':
      return { name: range.name, end: addDays(to, by, zone) };
    case '7d':
    case '30d':
    case '90d':
      return { name: range.name, end: addDays(to, by * DAYS[range.name], zone) };
    case 'custom': {
      const days = wholeDays({ from, to }, zone);
      if (days === null) {
        return { name: 'custom', from: from + by * (to - from), to: to + by * (to - from) };
      }
      return {
        name: 'custom',
        from: addDays(from, by * days, zone),
        to: addDays(to, by * days, zone),
      };
    }
  }
}

/** How many days a range from midnight to midnight has; null for another one. */
function wholeDays({ from, to }: Bounds, zone: string): number | null {
  if (startOfDay(from, zone) !== from || startOfDay(to, zone) !== to) return null;
  return Math.round((to - from) / TIME.dayMs);
}

/** The morning at which last night ended, or tonight's, while it is night. */
function morningOf(now: number, zone: string): number {
  return atHour(now, NIGHT_ENDS, zone);
}

const atHour = (at: number, hour: number, zone: string): number =>
  instantOf({ ...wallTimeOf(at, zone), hour, minute: 0 }, zone);
