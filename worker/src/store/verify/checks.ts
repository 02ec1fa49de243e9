import {
  activityHour,
  activityTrend,
  errorHour,
  project,
  requestChunk,
  task,
  usageHour,
  usageTrend,
} from '@claude-monitor/drizzle/schema';
import { STATE_TIME_FIELDS, TIME, USAGE_SUM_FIELDS } from '@claude-monitor/protocol';
import { getTableName, sql, type SQL } from 'drizzle-orm';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';
import type { Database } from '../client.ts';
import { ofRequest, requestAt, requestRows } from '../requests/request-columns.ts';
import { keyColumns } from '../writes/upsert.ts';
import { compare } from './compare.ts';
import type { Difference } from './difference.ts';
import { differentLabelSets } from './label-checks.ts';

type Span = { workspace: string; from: number; to: number };

const PEOPLE = ['agent', 'project', 'user'];
const USAGE = [...USAGE_SUM_FIELDS.map((field) => usageHour[field].name), 'client_cost_micros'];
const PLACE = [sql`${requestChunk.hour}`, sql`${requestChunk.run}`, sql`${requestChunk.chunk}`];
const ACTIVITY = [
  ...['tasks_started', 'tasks_done', 'tasks_failed', 'errors', 'tool_calls'],
  ...STATE_TIME_FIELDS.map((field) => activityHour[field].name),
];

/** What each hour's and each day's sums are compared with; every difference of one day. */
export const DAY_CHECKS: readonly ((db: Database, span: Span) => Promise<Difference[]>)[] = [
  /** Rollups are sums of requests (rule STO2). */
  (db, span) => {
    const labels = [
      ...keyColumns(usageHour)
        .map((column) => column.name)
        .slice(1),
      ...PEOPLE,
    ];
    return compare(db, {
      table: 'usage_hour',
      key: labels,
      figures: USAGE,
      expected: selectRequests([...labels, ...USAGE].map(ofRequest), span),
      found: select(usageHour, [...labels, ...USAGE].map(named), span),
    });
  },
  /** The time of a request lies in its hour: so a window that cuts it is exact. */
  (db, span) =>
    compare(db, {
      table: 'request_chunk',
      key: ['hour', 'run', 'chunk'],
      figures: ['hour_of_at'],
      expected: selectRequests([...PLACE, sql`${requestAt} - ${requestAt} % ${TIME.hourMs}`], span),
      found: selectRequests([...PLACE, sql`${requestChunk.hour}`], span),
    }),
  ...(['hour', 'day'] as const).flatMap((grain) => [
    (db: Database, span: Span) =>
      compareTrend(db, { rollup: usageHour, trend: usageTrend, figures: USAGE, grain }, span),
    (db: Database, span: Span) =>
      compareTrend(
        db,
        { rollup: activityHour, trend: activityTrend, figures: ACTIVITY, grain },
        span,
      ),
  ]),
  /** Sums by label find the labels of their rows. */
  differentLabelSets,
  /** Errors are counted once, in two tables. */
  (db, span) =>
    compare(db, {
      table: 'activity_hour',
      key: ['hour', 'owner', 'run'],
      figures: ['errors'],
      expected: select(errorHour, ['hour', 'owner', 'run', 'count'].map(named), span),
      found: select(activityHour, ['hour', 'owner', 'run', 'errors'].map(named), span),
    }),
];

export const WORKSPACE_CHECKS: readonly ((
  db: Database,
  workspace: string,
) => Promise<Difference[]>)[] = [
  (db, workspace) => {
    const figures = [
      project.tasks,
      project.openTasks,
      project.plannedTasks,
      project.askedTasks,
    ].map((column) => column.name);
    return compare(db, {
      table: 'project',
      key: ['project'],
      figures,
      expected: sql`select ${task.project}, 1, ${task.status} not in ('success', 'cancelled'),
        ${task.origin} <> '', ${task.origin} = 'prometheus'
        from ${task} where ${task.workspace} = ${workspace} and ${task.isGone} = 0`,
      found: sql`select ${list(['project', ...figures].map(named))}
        from ${project} where ${project.workspace} = ${workspace}`,
    });
  },
];

type Trend = { rollup: SQLiteTable; trend: SQLiteTable; figures: readonly string[] };

function compareTrend(
  db: Database,
  { rollup, trend, figures, grain }: Trend & { grain: 'hour' | 'day' },
  { workspace, from, to }: Span,
): Promise<Difference[]> {
  const labels = keyColumns(trend)
    .map((column) => column.name)
    .filter((name) => !['workspace', 'grain', 'at'].includes(name));
  const at = grain === 'hour' ? sql`hour` : sql`${from}`;
  const rest = [...labels, ...figures].map(named);
  return compare(db, {
    table: getTableName(trend),
    key: ['grain', 'at', ...labels],
    figures,
    expected: select(rollup, [sql`${grain}`, at, ...rest], { workspace, from, to }),
    found: sql`select ${list([named('grain'), named('at'), ...rest])} from ${trend}
      where workspace = ${workspace} and grain = ${grain} and at >= ${from} and at < ${to}`,
  });
}

const select = (table: SQLiteTable, columns: readonly SQL[], { workspace, from, to }: Span): SQL =>
  sql`select ${list(columns)} from ${table}
    where workspace = ${workspace} and hour >= ${from} and hour < ${to}`;

const selectRequests = (columns: readonly SQL[], { workspace, from, to }: Span): SQL => sql`
  select ${list(columns)} from ${requestRows}
  where ${requestChunk.workspace} = ${workspace}
  and ${requestChunk.hour} >= ${from} and ${requestChunk.hour} < ${to}`;

const named = (name: string): SQL => sql`${sql.identifier(name)}`;
const list = (parts: readonly SQL[]): SQL => sql.join([...parts], sql`, `);
