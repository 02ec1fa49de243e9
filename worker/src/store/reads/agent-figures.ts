import { activityHour, activityTrend, usageHour, usageTrend } from '@claude-monitor/drizzle/schema';
import type { Label } from '@claude-monitor/protocol';
import { and, sql } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import type { Database } from '../client.ts';
import { isWithin, type HourWindow } from '../hours.ts';
import { inWorkspace } from '../in-workspace.ts';
import { safeSumOf } from '../safe-sum.ts';
import { hasWork, isNotZero } from '../usage/not-zero.ts';
import { figureColumns } from '../usage/usage-figures.ts';
import { trendRows } from '../usage/usage-source.ts';
import { isOfLabels } from './of-labels.ts';

export type Scope = {
  workspace: string;
  window: HourWindow;
  project: string | undefined;
  labels: readonly Label[];
};

/** Few cells for any window; trends know no sessions, so of labels the hours themselves. */
function usageRows({ workspace, window, labels }: Scope) {
  if (labels.length === 0) {
    return { table: usageTrend, at: usageTrend.at, ...trendRows(usageTrend, workspace, window) };
  }
  const where = and(
    inWorkspace(usageHour, workspace),
    isWithin(usageHour.hour, window),
    isNotZero(usageHour),
    isOfLabels(usageHour.owner, workspace, labels),
  );
  return { table: usageHour, at: usageHour.hour, rows: sql`${usageHour}`, where };
}

function activityRows({ workspace, window, labels }: Scope) {
  if (labels.length === 0) {
    const rows = trendRows(activityTrend, workspace, window);
    return { table: activityTrend, at: activityTrend.at, ...rows };
  }
  const where = and(
    inWorkspace(activityHour, workspace),
    isWithin(activityHour.hour, window),
    isNotZero(activityHour),
    isOfLabels(activityHour.owner, workspace, labels),
  );
  return { table: activityHour, at: activityHour.hour, rows: sql`${activityHour}`, where };
}

export function usageByAgent(db: Database, scope: Scope) {
  const { table, at, rows, where } = usageRows(scope);
  return db
    .select({
      agent: sql<string>`${table.agent}`,
      lastAt: sql<number>`max(${at})`,
      ...figureColumns(table),
    })
    .from(rows)
    .where(and(where, ofProject(table.project, scope)))
    .groupBy(table.agent);
}

export function activityByAgent(db: Database, scope: Scope) {
  const { table, at, rows, where } = activityRows(scope);
  return db
    .select({
      agent: sql<string>`${table.agent}`,
      lastAt: sql<number>`max(${at})`,
      tasksDone: safeSumOf(table.tasksDone),
      tasksFailed: safeSumOf(table.tasksFailed),
      errors: safeSumOf(table.errors),
      toolCalls: safeSumOf(table.toolCalls),
    })
    .from(rows)
    .where(and(where, hasWork(table), ofProject(table.project, scope)))
    .groupBy(table.agent);
}

export const ofProject = (column: SQLiteColumn, { project }: Pick<Scope, 'project'>) =>
  project === undefined ? undefined : sql`${column} = ${project}`;
