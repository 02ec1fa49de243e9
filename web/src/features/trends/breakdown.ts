import {
  ACTIVITY_SUM_FIELDS,
  noActivity,
  type ActivityAnswer,
  type ActivitySums,
  type UsageAnswer,
} from '@claude-monitor/protocol/api/index';
import {
  addFigures,
  noFigures,
  USAGE_SUM_FIELDS,
  type UsageFigures,
} from '@claude-monitor/protocol/figures';
import { valueOf, type Measure } from './measures.ts';
import { pairsOf } from './movers.ts';

export type BreakdownRow = {
  id: string;
  kind: 'group' | 'unattributed' | 'others' | 'total';
  /** Null: has none. Of `others` and `total` too. */
  name: string | null;
  /** How many groups `others` stand for. */
  count: number;
  now: UsageFigures;
  before: UsageFigures;
  /** Null: not counted by this grouping, or by these filters. */
  activity: ActivitySums | null;
};

export type Breakdown = { rows: readonly BreakdownRow[]; total: BreakdownRow; groups: number };

type Sources = {
  usage: UsageAnswer;
  usageBefore: UsageAnswer;
  activity: { now: ActivityAnswer; before: ActivityAnswer } | null;
  measure: Measure;
  /** Rows that stand by themselves. */
  most: number;
};

/**
 * A row for each group, one for what is not attributed to any, and one for all the others, which add up to the
 * total: the figures of the API as they are.
 */
export function breakdownOf({ usage, usageBefore, activity, measure, most }: Sources): Breakdown {
  const byKey = new Map(activity?.now.groups.map((group) => [group.keys[0] ?? null, group]));
  const isCounted = (activity?.now.groups.length ?? 0) > 0;
  const rows = pairsOf(usage.groups, usageBefore.groups).map((pair): BreakdownRow => ({
    id: pair.id,
    kind: pair.name === null ? 'unattributed' : 'group',
    name: pair.name,
    count: 1,
    now: pair.now,
    before: pair.before,
    activity: isCounted ? (byKey.get(pair.name) ?? noActivity()) : null,
  }));
  const sorted = rows.sort(
    (one, other) =>
      size(other, measure) - size(one, measure) ||
      other.now.costMicros - one.now.costMicros ||
      (one.id < other.id ? -1 : 1),
  );
  const total: BreakdownRow = {
    id: 'total',
    kind: 'total',
    name: null,
    count: rows.length,
    now: usage.totals,
    before: usageBefore.totals,
    activity: activity?.now.totals ?? null,
  };
  const shown = [
    ...sorted.filter(({ kind }) => kind === 'group').slice(0, most),
    ...sorted.filter(({ kind }) => kind === 'unattributed'),
  ];
  const rest = othersOf(total, { shown, count: sorted.length - shown.length, isCounted });
  return { rows: rest === null ? shown : [...shown, rest], total, groups: sorted.length };
}

const size = (row: BreakdownRow, measure: Measure): number =>
  measure === 'cached'
    ? row.now.costMicros
    : (valueOf(measure, { usage: row.now, activity: row.activity }) ?? row.now.costMicros);

/** What is left of the total; null where nothing is. */
function othersOf(
  total: BreakdownRow,
  {
    shown,
    count,
    isCounted,
  }: { shown: readonly BreakdownRow[]; count: number; isCounted: boolean },
): BreakdownRow | null {
  const now = without(
    total.now,
    shown.map((row) => row.now),
  );
  const before = without(
    total.before,
    shown.map((row) => row.before),
  );
  const done = total.activity === null || !isCounted ? null : { ...total.activity };
  if (done !== null) {
    for (const { activity } of shown) {
      if (activity === null) continue;
      for (const field of ACTIVITY_SUM_FIELDS) done[field] -= activity[field];
    }
  }
  const isNothing =
    count === 0 &&
    isZero(now) &&
    isZero(before) &&
    (done === null || Object.values(done).every((value) => value === 0));
  if (isNothing) return null;
  return { id: 'others', kind: 'others', name: null, count, now, before, activity: done };
}

function without(total: UsageFigures, parts: readonly UsageFigures[]): UsageFigures {
  const sum = noFigures();
  for (const part of parts) addFigures(sum, part);
  const rest = noFigures();
  for (const field of USAGE_SUM_FIELDS) {
    rest[field] = total[field] - sum[field];
    rest.measured[field] = total.measured[field] - sum.measured[field];
    rest.reported[field] = total.reported[field] - sum.reported[field];
  }
  return rest;
}

const isZero = (usage: UsageFigures): boolean =>
  USAGE_SUM_FIELDS.every((field) => usage[field] === 0);
