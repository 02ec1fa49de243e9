import type { AgentUptime, UptimeAnswer } from '@claude-monitor/protocol/api/index';
import { STATE_TIME_FIELDS, type StateTimes } from '@claude-monitor/protocol/live/state-times';
import type { Clock } from '../range/range.ts';
import { addDays, startOfDay } from '../range/zone.ts';

export type Band = { state: keyof StateTimes; from: number; to: number };

/** The state that took most of a time. */
export function mostOf(times: StateTimes): keyof StateTimes | null {
  let most: keyof StateTimes | null = null;
  for (const field of STATE_TIME_FIELDS) {
    if (times[field] > (most === null ? 0 : times[most])) most = field;
  }
  return most;
}

/** An agent's time as bands: each point has the state that took most of it, like neighbours are one. */
export function bandsOf(
  { points }: Pick<AgentUptime, 'points'>,
  all: UptimeAnswer['points'],
): Band[] {
  const bands: Band[] = [];
  for (const { place, ...times } of points) {
    const point = all[place];
    const state = mostOf(times);
    if (point === undefined || state === null) continue;
    const last = bands.at(-1);
    if (last?.state === state && last.to === point.at) last.to = point.until;
    else bands.push({ state, from: point.at, to: point.until });
  }
  return bands;
}

export type Window = { from: number; to: number };

/** Where a stretch stands in a picture that is this wide, at least so wide that it is seen. */
export function placeIn(
  stretch: Window,
  { from, to }: Window,
  { width, least }: { width: number; least: number },
): { x: number; width: number } {
  const scale = width / Math.max(1, to - from);
  const x = Math.max(0, (stretch.from - from) * scale);
  const end = Math.min(width, (stretch.to - from) * scale);
  const wide = Math.max(least, end - x);
  return { x: Math.min(x, width - wide), width: wide };
}

const MOST_TICKS = 6;

/** Where days begin, at a distance that leaves room for their names; `share` from 0 to 1. */
export function ticksOf(window: Window, { zone }: Clock): { at: number; share: number }[] {
  const days: number[] = [];
  for (let at = startOfDay(window.from, zone); at < window.to; at = addDays(at, 1, zone)) {
    if (at >= window.from) days.push(at);
  }
  const step = Math.ceil(days.length / MOST_TICKS);
  return days
    .filter((_, index) => index % Math.max(1, step) === 0)
    .map((at) => ({ at, share: (at - window.from) / Math.max(1, window.to - window.from) }));
}
