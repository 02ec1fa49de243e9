import type { ActivityAnswer, UsageAnswer } from '@claude-monitor/protocol/api/index';
import { allTokens } from '@claude-monitor/protocol/figures';
import {
  boundsOf,
  previousRange,
  type Bounds,
  type Clock,
  type Range,
} from '../../../lib/range/range.ts';

/** How many nights before the last one say what is usual. */
const NIGHTS_BEFORE = 14;
/** Of fewer nights in which anything was used nothing is usual. */
const ENOUGH_NIGHTS = 5;

export const NIGHT_MEASURES = ['cost', 'tokens', 'done', 'failed'] as const;
export type NightMeasure = (typeof NIGHT_MEASURES)[number];
export type NightSums = Record<NightMeasure, number> & { unpriced: number };

/** The middle half of the nights before, and the least and most of all; null: too few. */
export type Typical = { least: number; low: number; high: number; most: number };

export type LastNight = {
  bounds: Bounds;
  sums: NightSums;
  /** Nights before in which anything was used or done. */
  nights: number;
  typical: Readonly<Record<NightMeasure, Typical>> | null;
};

/** The last nights, the newest first. */
export function nightsAt(clock: Clock): Bounds[] {
  const nights: Bounds[] = [];
  let range: Range = { name: 'last-night', end: null };
  for (let night = 0; night <= NIGHTS_BEFORE; night += 1) {
    nights.push(boundsOf(range, clock));
    range = previousRange(range, clock);
  }
  return nights;
}

type Hourly = {
  usage: Pick<UsageAnswer, 'series'>;
  activity: Pick<ActivityAnswer, 'series'>;
};

/** What each night came to, of hours that do not cross its ends. */
export function lastNightOf(nights: readonly Bounds[], hourly: Hourly): LastNight | null {
  const [bounds, ...before] = nights;
  if (bounds === undefined) return null;
  const used = before.map((night) => sumsOf(night, hourly)).filter((sums) => !isNothing(sums));
  const typicalOf = (measure: NightMeasure): Typical =>
    middleHalf(used.map((sums) => sums[measure]));
  return {
    bounds,
    sums: sumsOf(bounds, hourly),
    nights: used.length,
    typical:
      used.length < ENOUGH_NIGHTS
        ? null
        : {
            cost: typicalOf('cost'),
            tokens: typicalOf('tokens'),
            done: typicalOf('done'),
            failed: typicalOf('failed'),
          },
  };
}

function sumsOf({ from, to }: Bounds, { usage, activity }: Hourly): NightSums {
  const sums = { cost: 0, tokens: 0, done: 0, failed: 0, unpriced: 0 };
  for (const point of usage.series) {
    if (point.at < from || point.at >= to) continue;
    sums.cost += point.costMicros;
    sums.tokens += allTokens(point);
    sums.unpriced += point.unpricedRequests;
  }
  for (const point of activity.series) {
    if (point.at < from || point.at >= to) continue;
    sums.done += point.tasksDone;
    sums.failed += point.tasksFailed;
  }
  return sums;
}

export const isNothing = ({ tokens, cost, done, failed }: NightSums): boolean =>
  tokens + cost + done + failed === 0;

function middleHalf(values: readonly number[]): Typical {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? 0;
  return { least: at(0), low: at(0.25), high: at(0.75), most: at(1) };
}
