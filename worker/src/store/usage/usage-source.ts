import { type activityTrend, usageHour, usageTrend } from '@claude-monitor/drizzle/schema';
import { labelKeyOf, TIME, type UsageGrouping } from '@claude-monitor/protocol';
import { and, eq, sql, type SQL } from 'drizzle-orm';
import { inWorkspace } from '../in-workspace.ts';
import { isWithin, type HourWindow } from '../hours.ts';
import { isNotZero } from './not-zero.ts';
import { withCutHours } from './cut-hours.ts';
import type { UsageTable } from './usage-figures.ts';
import type { UsageSource } from './usage-rows.ts';
import { LABEL_VALUE } from './usage-labels.ts';
import { trendRanges } from './usage-ranges.ts';
import { partsOf, type UsageWindow } from './usage-window.ts';

/** Few cells for any window: all that is not about sessions or tasks reads these. */
export function trendSource(workspace: string, window: UsageWindow): UsageSource {
  const { hours, cuts } = partsOf(window);
  const whole: UsageSource = {
    table: usageTrend,
    ...trendRows(usageTrend, workspace, hours),
    at: sql<number>`${usageTrend.at}`,
    keyOf: (grouping) => commonKey(usageTrend, grouping) ?? sql<string>`''`,
  };
  return withCutHours(whole, usageTrend.at, { workspace, cuts, owner: null });
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

/** The rollup itself, for one owner or for what is grouped by session or task. */
export function hourSource(
  workspace: string,
  window: UsageWindow,
  owner: string | null,
): UsageSource {
  const { hours, cuts } = partsOf(window);
  const whole: UsageSource = {
    table: usageHour,
    rows: sql`${usageHour}`,
    where: and(
      inWorkspace(usageHour, workspace),
      owner === null ? undefined : eq(usageHour.owner, owner),
      isWithin(usageHour.hour, hours),
      isNotZero(usageHour),
    ),
    at: sql<number>`${usageHour.hour}`,
    keyOf: (grouping) =>
      commonKey(usageHour, grouping) ??
      (grouping === 'task' ? sql<string>`${usageHour.task}` : sql<string>`${usageHour.owner}`),
  };
  return withCutHours(whole, usageHour.hour, { workspace, cuts, owner });
}

/** The rows of one project among them, where one is asked for. */
export function ofProject(source: UsageSource, project: string | undefined): UsageSource {
  if (project === undefined) return source;
  return { ...source, where: and(source.where, sql`${source.table.project} = ${project}`) };
}

/** When a row's point of the series begins. */
export function pointOf(source: UsageSource, step: 'hour' | 'day'): SQL<number> {
  if (step === 'hour') return source.at;
  return sql<number>`${source.at} - ${source.at} % ${TIME.dayMs}`;
}

/** What every row says of itself. */
const COLUMNS = ['agent', 'model', 'project', 'user'] as const satisfies readonly UsageGrouping[];

function commonKey(table: UsageTable, grouping: UsageGrouping): SQL<string> | null {
  if (labelKeyOf(grouping) !== null) return LABEL_VALUE;
  const column = COLUMNS.find((name) => name === grouping);
  if (column !== undefined) return sql<string>`${table[column]}`;
  if (grouping !== 'provenance') return null;
  return sql<string>`case ${table.provenance} when 'measured' then 'measured' else 'reported' end`;
}
