import type { UsageInterval } from '@claude-monitor/protocol/api/index';

type Point = { at: number; until: number; isRunning: boolean };

const FORMATS = new Map<string, Intl.DateTimeFormat>();

function format(zone: string, fields: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${zone} ${JSON.stringify(fields)}`;
  const known = FORMATS.get(key);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-GB', { ...fields, timeZone: zone });
  FORMATS.set(key, made);
  return made;
}

const DAY = { weekday: 'short', day: 'numeric', month: 'short' } as const;
const SHORT_DAY = { day: 'numeric', month: 'short' } as const;
const TIME = { hour: '2-digit', minute: '2-digit' } as const;

/** `Mon 23 Nov`, `Mon 23 Nov 14:00`, `Week of Mon 23 Nov`; of the one that is not over, `, so far`. */
export function pointName({ at, isRunning }: Point, interval: UsageInterval, zone: string): string {
  const day = format(zone, DAY).format(at).replace(',', '');
  const words =
    interval === 'hour'
      ? `${day} ${format(zone, TIME).format(at)}`
      : interval === 'week'
        ? `Week of ${day}`
        : day;
  return isRunning ? `${words}, so far` : words;
}

/** For an axis: `14:00`, `23 Nov`. */
export function pointTick({ at }: Point, interval: UsageInterval, zone: string): string {
  return format(zone, interval === 'hour' ? TIME : SHORT_DAY).format(at);
}
