import { type activityTrend, usageHour, usageTrend } from '@claude-monitor/drizzle/schema';
import { TIME } from '@claude-monitor/protocol';
import { and, sql, type SQL } from 'drizzle-orm';
import { isAnyOf } from '../in-list.ts';
import { inWorkspace } from '../in-workspace.ts';
import { isWithin, type HourWindow } from '../hours.ts';
import { isNotZero } from './not-zero.ts';
import { withCutHours } from './cut-hours.ts';
import type { UsageSource } from './usage-rows.ts';
import { trendRanges } from './usage-ranges.ts';
import { partsOf, type UsageWindow } from './usage-window.ts';

/** Few cells for any window: all that is not about sessions or tasks reads these. */
export function trendSource(workspace: string, window: UsageWindow): UsageSource {
  const { hours, cuts } = partsOf(window);
  const whole: UsageSource = {
    table: usageTrend,
    ...trendRows(usageTrend, workspace, hours),
    at: sql<number>`${usageTrend.at}`,
  };
  return withCutHours(whole, usageTrend.at, { workspace, cuts, owners: undefined });
}

/** The cells of a trend that make up a window, as ranges of its key. */
export function trendRows(
  table: typeof usageTrend | typeof activityTrend,
  workspace: string,
  window: HourWindow,
): { rows: SQL; where: SQL | undefined } {
  const ranges = trendRanges(window).map((range) => [range.grain, range.from, range.to]);
  const part = (index: number): SQL => sql.raw(`json_extract(span.value, '$[${String(index)}]')`);
  return {
    // `cross join` keeps each span one range of the key.
    rows: sql`json_each(${JSON.stringify(ranges)}) as span cross join ${table}`,
    where: and(
      inWorkspace(table, workspace),
      sql`${table.grain} = ${part(0)}`,
      sql`${table.at} >= ${part(1)} and ${table.at} < ${part(2)}`,
    ),
  };
}

/** The rollup itself, for some owners or for what is grouped by session or task. */
export function hourSource(
  workspace: string,
  window: UsageWindow,
  owners: readonly string[] | undefined,
): UsageSource {
  const { hours, cuts } = partsOf(window);
  const whole: UsageSource = {
    table: usageHour,
    rows: sql`${usageHour}`,
    where: and(
      inWorkspace(usageHour, workspace),
      isAnyOf(usageHour.owner, owners),
      isWithin(usageHour.hour, hours),
      isNotZero(usageHour),
    ),
    at: sql<number>`${usageHour.hour}`,
  };
  return withCutHours(whole, usageHour.hour, { workspace, cuts, owners });
}

/** When a row's point of the series begins. */
export function pointOf(source: UsageSource, step: 'hour' | 'day'): SQL<number> {
  if (step === 'hour') return source.at;
  return sql<number>`${source.at} - ${source.at} % ${TIME.dayMs}`;
}
