import type { ReplayItem } from '@claude-monitor/fold/replay/replay-items';
import type { Moment } from '@claude-monitor/fold/replay/moment';
import { placeOf, type Scale } from './axis.ts';

export type Point = { x: number; value: number };

/**
 * A level over time as points, at most two a pixel: the last value of each column of pixels, and where it
 * steps. Times without a value are left out.
 */
export function levelPoints(
  moments: readonly Moment[],
  scale: Scale,
  valueOf: (moment: Moment) => number | null,
): Point[] {
  const points: Point[] = [];
  for (const moment of moments) {
    const value = valueOf(moment);
    if (value === null || moment.at > scale.to) continue;
    const x = placeOf(moment.at, scale);
    const last = points.at(-1);
    if (last !== undefined && Math.floor(last.x) === Math.floor(x)) last.value = value;
    else if (last?.value !== value) points.push({ x, value });
  }
  return points;
}

type Box = { y: number; height: number; most: number; until: number };

/** Steps: a level stays until the next event changes it. */
export function stepPath(points: readonly Point[], { y, height, most, until }: Box): string {
  const [first, ...rest] = points;
  if (first === undefined || most <= 0) return '';
  const yOf = ({ value }: Point): string =>
    (y + height * (1 - Math.min(1, value / most))).toFixed(1);
  const steps = rest.map((point) => `H${point.x.toFixed(1)}V${yOf(point)}`).join('');
  return `M${first.x.toFixed(1)} ${yOf(first)}${steps}H${until.toFixed(1)}`;
}

/** The same, closed down to zero. */
export function areaPath(points: readonly Point[], box: Box): string {
  const [first] = points;
  const line = stepPath(points, box);
  if (first === undefined || line === '') return '';
  return `${line}V${String(box.y + box.height)}H${first.x.toFixed(1)}Z`;
}

/** Tokens of the requests that were answered within a few pixels. */
export type TokenBar = { x: number; fresh: number; cached: number };

export const BAR = 5;

export function tokenBars(items: readonly ReplayItem[], scale: Scale): TokenBar[] {
  const bars = new Map<number, TokenBar>();
  for (const one of items) {
    if (one.kind !== 'request' || one.isSuperseded || one.at < scale.from || one.at > scale.to) {
      continue;
    }
    const column = Math.min(
      Math.floor(placeOf(one.at, scale) / BAR),
      Math.ceil(scale.width / BAR) - 1,
    );
    const bar = bars.get(column) ?? { x: column * BAR, fresh: 0, cached: 0 };
    bar.fresh += one.inputTokens + one.outputTokens + one.cacheCreationTokens;
    bar.cached += one.cacheReadTokens;
    bars.set(column, bar);
  }
  return [...bars.values()].sort((a, b) => a.x - b.x);
}

/** A compaction, with how full the context was before and after, 0 to 1, where that is known. */
export type Compaction = { at: number; before: number | null; after: number | null };

export function compactionsOf(
  items: readonly ReplayItem[],
  moments: readonly Moment[],
): Compaction[] {
  const found: Compaction[] = [];
  let index = 0;
  for (const { kind, at } of items) {
    if (kind !== 'compaction') continue;
    while ((moments[index + 1]?.at ?? Infinity) < at) index++;
    const before = fillOf(moments[index]);
    let after = index + 1;
    while (after < moments.length && fillOf(moments[after]) === before) after++;
    found.push({ at, before, after: fillOf(moments[after]) });
  }
  return found;
}

export function fillOf(moment: Moment | undefined): number | null {
  const context = moment?.context ?? null;
  if (context === null || context.tokens === null || context.window === null) return null;
  return context.window === 0 ? null : context.tokens / context.window;
}
