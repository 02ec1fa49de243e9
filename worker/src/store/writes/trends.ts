import { activityHour, activityTrend, usageHour, usageTrend } from '@claude-monitor/drizzle/schema';
import { TIME } from '@claude-monitor/protocol';
import { sql, type SQL } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import { isNotZero } from '../usage/not-zero.ts';
import { safeSumOf } from '../safe-sum.ts';
import { statement, type Statement } from '../statement.ts';
import { columnsOf, excluded, keyColumns, list, names, setToExcluded } from './upsert.ts';

/**
 * Trends are derived: whole hours of them are computed again from the rollup, after a flush has
 * changed rows of those hours. As an hour is part of a row's key, that covers the cell a row moved
 * out of as well as the one it is in now. A cell that comes out as it stands costs no written row.
 */
export function usageTrendStatements(workspace: string, hours: readonly number[]): Statement[] {
  return trendStatements({ from: usageHour, to: usageTrend }, workspace, { hours, labels: null });
}

/**
 * As above, of rows that were written: their cells alone. Labels are part of the key of both tables, so a row
 * never moves to a cell of other ones.
 */
export function usageTrendOfRows(
  workspace: string,
  rows: readonly { hour: number; labels?: string | undefined }[],
): Statement[] {
  const sets = [...new Set(rows.map(({ labels }) => labels ?? ''))];
  return trendStatements({ from: usageHour, to: usageTrend }, workspace, {
    hours: rows.map(({ hour }) => hour),
    labels: sets.length > SETS_OF_A_FLUSH ? null : sets,
  });
}

export function activityTrendStatements(workspace: string, hours: readonly number[]): Statement[] {
  const which = { hours, labels: null };
  return trendStatements({ from: activityHour, to: activityTrend }, workspace, which);
}

type Trend =
  | { from: typeof usageHour; to: typeof usageTrend }
  | { from: typeof activityHour; to: typeof activityTrend };

/** Of more, whole hours are computed again: that many sets are most of an hour's. */
const SETS_OF_A_FLUSH = 2_000;

/** `labels`: ids of sets; null: all. */
type Which = { hours: readonly number[]; labels: readonly string[] | null };

function trendStatements(trend: Trend, workspace: string, which: Which): Statement[] {
  const { hours, labels } = which;
  if (hours.length === 0) return [];
  const days = hours.map((hour) => hour - (hour % TIME.dayMs));
  return [
    ...recompute(trend, { grain: 'hour', workspace, times: unique(hours), labels }),
    ...recompute(trend, { grain: 'day', workspace, times: unique(days), labels }),
  ];
}

type Cells = {
  grain: 'hour' | 'day';
  workspace: string;
  times: readonly number[];
  labels: Which['labels'];
};

function recompute(trend: Trend, cells: Cells): [Statement, Statement] {
  const { to } = trend;
  const key = keyColumns(to);
  const labels = key.filter((column) => ![to.workspace, to.grain, to.at].some(is(column)));
  const sums = columnsOf(to).filter((column) => !key.includes(column));
  const source = cells.grain === 'hour' ? hourSource(trend, cells) : daySource(trend, cells);
  const labelled = labels.map(source.column);
  const summed = sums.map((column) => safeSumOf(source.column(column)));
  const tuple = (columns: readonly (SQL | SQLiteColumn)[]): SQL => sql`(${list([...columns])})`;
  return [
    statement(sql`
      insert into ${to} (${names([to.workspace, to.grain, to.at, ...labels, ...sums])})
      select ${cells.workspace}, ${cells.grain}, ${source.at}, ${list([...labelled, ...summed])}
      ${source.rows} group by ${list([source.at, ...labelled])}
      on conflict (${names(key)}) do update set ${setToExcluded(sums)}
      where ${tuple(sums)} <> ${tuple(sums.map(excluded))}`),
    statement(sql`
      delete from ${to} where ${to.workspace} = ${cells.workspace} and ${to.grain} = ${cells.grain}
      and ${to.at} in ${timesOf(cells)} ${ofLabels(cells, sql`${to}.labels`)}
      and ${tuple([to.at, ...labels])} not in (select ${list([source.at, ...labelled])} ${source.rows})`),
  ];
}

/** Where cells come from: the rows, and how a trend's column is called among them. */
type Source = { rows: SQL; at: SQL; column: (column: SQLiteColumn) => SQL };

function hourSource({ from }: Trend, cells: Cells): Source {
  const columns = new Map(columnsOf(from).map((each) => [each.name, each]));
  return {
    rows: sql`from ${from} where ${from.workspace} = ${cells.workspace}
      and ${from.hour} in ${timesOf(cells)} and ${isNotZero(from)}
      ${ofLabels(cells, sql`${from}.labels`)}`,
    at: sql`${from.hour}`,
    column: (column) => sql`${columns.get(column.name) ?? column}`,
  };
}

/** Days are summed from the hours' cells; `cross join` keeps each day one range of the key. */
function daySource({ to }: Trend, cells: Cells): Source {
  const hourly = (column: SQLiteColumn): SQL => sql`hourly.${sql.identifier(column.name)}`;
  return {
    rows: sql`from json_each(${JSON.stringify(cells.times)}) as day cross join ${to} as hourly
      where ${hourly(to.workspace)} = ${cells.workspace} and ${hourly(to.grain)} = 'hour'
      and ${hourly(to.at)} >= day.value and ${hourly(to.at)} < day.value + ${TIME.dayMs}
      ${ofLabels(cells, sql`hourly.labels`)}`,
    at: sql`day.value`,
    column: hourly,
  };
}

const timesOf = (cells: Cells): SQL =>
  sql`(select value from json_each(${JSON.stringify(cells.times)}))`;

const ofLabels = ({ labels }: Cells, column: SQL): SQL =>
  labels === null
    ? sql``
    : sql`and ${column} in (select value from json_each(${JSON.stringify(labels)}))`;

const is = (a: SQLiteColumn) => (b: SQLiteColumn) => a === b;

const unique = (times: readonly number[]): number[] => [...new Set(times)].sort((a, b) => a - b);
