import { USAGE_INTERVALS, type UsageInterval } from '@claude-monitor/protocol/api/index';
import { labelGroupingSchema, type LabelGrouping } from '@claude-monitor/protocol/labels';
import { TIME } from '@claude-monitor/protocol/limits';
import type { Bounds } from '../../lib/range/range.ts';
import { MEASURES, type Measure } from './measures.ts';

export const NAMED_BY = ['agent', 'model', 'project', 'user', 'task', 'session'] as const;
export type By = (typeof NAMED_BY)[number] | LabelGrouping;

export type View = { measure: Measure; by: By; interval: UsageInterval };

/** Two to a hundred points: fewer are no trend, more are no bars. */
const FITTING: Readonly<Record<UsageInterval, { least: number; most: number }>> = {
  hour: { least: 0, most: 4 * TIME.dayMs + TIME.hourMs },
  day: { least: TIME.dayMs + TIME.hourMs, most: 100 * TIME.dayMs },
  week: { least: 13 * TIME.dayMs, most: 700 * TIME.dayMs },
};

export function intervalsFor({ from, to }: Bounds): readonly UsageInterval[] {
  const length = to - from;
  const fitting = USAGE_INTERVALS.filter(
    (interval) => length >= FITTING[interval].least && length <= FITTING[interval].most,
  );
  return fitting.length === 0 ? ['week'] : fitting;
}

/** What the address asks for, or the nearest that this version knows and the range allows. */
export function viewFrom(query: Pick<URLSearchParams, 'get'>, bounds: Bounds): View {
  const [measure, by, interval] = [query.get('measure'), query.get('by'), query.get('interval')];
  const fitting = intervalsFor(bounds);
  const usual = bounds.to - bounds.from <= 2 * TIME.dayMs ? 'hour' : 'day';
  return {
    measure: MEASURES.find((one) => one === measure) ?? 'cost',
    by: byFrom(by),
    interval:
      fitting.find((one) => one === interval) ??
      fitting.find((one) => one === usual) ??
      fitting[0] ??
      'day',
  };
}

function byFrom(text: string | null): By {
  const named = NAMED_BY.find((one) => one === text);
  if (named !== undefined) return named;
  return text !== null && isLabelGrouping(text) ? text : 'agent';
}

export const isLabelGrouping = (text: string): text is LabelGrouping =>
  labelGroupingSchema.safeParse(text).success;
