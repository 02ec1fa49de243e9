import { TIME } from '@claude-monitor/protocol/limits';
import { timeOfDay, timeWithSeconds } from '../../../../lib/format/time.ts';

/** A stretch of time on a stretch of pixels. */
export type Scale = { from: number; to: number; width: number };

/** Where a time stands, px; what lies outside stands at the edge. */
export function placeOf(at: number, { from, to, width }: Scale): number {
  const share = (at - from) / Math.max(1, to - from);
  return Math.max(0, Math.min(1, share)) * width;
}

export const timeAt = (x: number, { from, to, width }: Scale): number =>
  Math.round(from + (Math.max(0, Math.min(width, x)) / Math.max(1, width)) * (to - from));

type Tick = { at: number; x: number; label: string };

const SECOND = 1_000;
const { minuteMs: MINUTE, hourMs: HOUR, dayMs: DAY } = TIME;
const STEPS = [
  ...[50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((count) => count * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * MINUTE),
  ...[1, 2, 3, 6, 12].map((count) => count * HOUR),
  ...[1, 2, 7, 14, 28].map((count) => count * DAY),
];

/** Room of one label, px. */
const LABEL_WIDTH = 96;

/** Round times of the viewer's clock, as many as there is room for. */
export function ticksOf(scale: Scale): Tick[] {
  const { from, to, width } = scale;
  const most = Math.max(1, Math.floor(width / LABEL_WIDTH));
  const step = STEPS.find((one) => (to - from) / one <= most) ?? 28 * DAY;
  // Days and hours begin where the viewer's do, also in zones of half hours.
  const offset = -new Date(from).getTimezoneOffset() * MINUTE;
  const first = Math.ceil((from + offset) / step) * step - offset;
  const ticks: Tick[] = [];
  for (let at = first; at <= to && ticks.length <= most; at += step) {
    ticks.push({ at, x: placeOf(at, scale), label: labelOf(at, step) });
  }
  return ticks;
}

const DAYS = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });

function labelOf(at: number, step: number): string {
  if (step >= DAY) return DAYS.format(at);
  if (step >= MINUTE) return timeOfDay(at);
  if (step >= SECOND) return timeWithSeconds(at);
  return `${timeWithSeconds(at)}.${String(Math.floor((at % SECOND) / 10)).padStart(2, '0')}`;
}
