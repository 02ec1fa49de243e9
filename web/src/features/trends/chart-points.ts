import type { UsageAnswer, ActivityAnswer } from '@claude-monitor/protocol/api/index';
import { isOfUsage, isSum, valueOf, type Measure } from './measures.ts';
import { idOf } from './movers.ts';

export type Band = { id: string; name: string | null };

export type ChartPoint = {
  at: number;
  until: number;
  /** By band, and what all others come to; null: in the future, or not known. */
  values: readonly (number | null)[];
  others: number | null;
  total: number | null;
  /** In the period before; null: not part of it. */
  before: number | null;
  isRunning: boolean;
};

export type ChartData = {
  bands: readonly Band[];
  points: readonly ChartPoint[];
  hasOthers: boolean;
};

type Sources = {
  usage: UsageAnswer;
  usageBefore: UsageAnswer;
  activity: { now: ActivityAnswer; before: ActivityAnswer } | null;
  measure: Measure;
  now: number;
};

/** What to draw: of sums of usage the five dearest groups and all others, of anything else the whole. */
export function chartData({ usage, usageBefore, activity, measure, now }: Sources): ChartData {
  const isStacked = isOfUsage(measure) && isSum(measure);
  const bands = isStacked ? bandsOf(usage) : [];
  const totals = usage.series.map((point, index) =>
    valueOf(measure, { usage: point, activity: activity?.now.series[index] ?? null }),
  );
  const before = usageBefore.series.map((point, index) =>
    valueOf(measure, { usage: point, activity: activity?.before.series[index] ?? null }),
  );
  const points = usage.series.map((point, index): ChartPoint => {
    const isFuture = point.at > now;
    const own = new Map((point.groups ?? []).map((group) => [idOf(group), group]));
    const others = point.others;
    return {
      at: point.at,
      until: point.until,
      values: bands.map(({ id }) => {
        const group = own.get(id);
        if (isFuture) return null;
        return group === undefined ? 0 : valueOf(measure, { usage: group, activity: null });
      }),
      others:
        isFuture || !isStacked || others === undefined
          ? null
          : valueOf(measure, { usage: others, activity: null }),
      total: isFuture ? null : (totals[index] ?? null),
      before: before[index] ?? null,
      isRunning: point.at <= now && now < point.until,
    };
  });
  return { bands, points, hasOthers: points.some(({ others }) => others !== null && others > 0) };
}

/** Those that the points name, the dearest of the window first. */
function bandsOf(usage: UsageAnswer): Band[] {
  const sums = new Map<string, { band: Band; cost: number }>();
  for (const { groups = [] } of usage.series) {
    for (const group of groups) {
      const id = idOf(group);
      const known = sums.get(id);
      const cost = (known?.cost ?? 0) + group.costMicros;
      sums.set(id, { band: { id, name: group.key }, cost });
    }
  }
  return [...sums.values()]
    .sort((one, other) => other.cost - one.cost || (one.band.id < other.band.id ? -1 : 1))
    .map(({ band }) => band);
}

/** The same chart without a period before that says nothing of this one. */
export const withoutBefore = (data: ChartData): ChartData => ({
  ...data,
  points: data.points.map((point) => ({ ...point, before: null })),
});
