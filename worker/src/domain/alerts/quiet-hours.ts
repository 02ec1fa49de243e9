import { TIME, type QuietHours } from '@claude-monitor/protocol';

/** A zone's clock may be moved by so much, once, within a night. */
const SHIFT_MINUTES = 180;
const DAY_MINUTES = 24 * 60;

/** When quiet hours end that this moment is in, epoch ms; null: it is in none. By the clock of the zone. */
export function quietUntil(quiet: QuietHours | null, at: number): number | null {
  if (quiet === null) return null;
  const clock = clockOf(quiet.timezone);
  const [from, to] = [minutesOf(quiet.from), minutesOf(quiet.to)];
  const isQuiet = (when: number): boolean => {
    const minute = clock(when);
    return from < to ? minute >= from && minute < to : minute >= from || minute < to;
  };
  if (!isQuiet(at)) return null;
  const minute = Math.floor(at / TIME.minuteMs) * TIME.minuteMs;
  let end = minute + ((to - clock(at) + DAY_MINUTES) % DAY_MINUTES) * TIME.minuteMs;
  // Where clocks change in between, the night is longer or shorter than they say.
  for (let step = 0; step < SHIFT_MINUTES && isQuiet(end); step++) end += TIME.minuteMs;
  for (let step = 0; step < SHIFT_MINUTES && end > minute; step++) {
    if (isQuiet(end - TIME.minuteMs)) break;
    end -= TIME.minuteMs;
  }
  return end;
}

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

/** To make one takes 40 microseconds, and zones are few. */
const FORMATS = new Map<string, Intl.DateTimeFormat>();
const FORMATS_KEPT = 50;

/** The minute of the day that a zone's clock shows. */
function clockOf(timeZone: string): (at: number) => number {
  const format = FORMATS.get(timeZone) ?? formatOf(timeZone);
  if (FORMATS.size >= FORMATS_KEPT) FORMATS.clear();
  FORMATS.set(timeZone, format);
  return (at) => minutesOf(format.format(at));
}

const formatOf = (timeZone: string): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    hour: '2-digit',
    minute: '2-digit',
  });
