import type { activityHour, activityTrend, usageHour } from '@claude-monitor/drizzle/schema';
import { STATE_TIME_FIELDS } from '@claude-monitor/protocol';
import { sql, type SQL } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';

/**
 * A row that became empty stays as zeros with its rev, so that a late flush can't bring it back;
 * every read leaves it out by this condition.
 */
export function isNotZero(table: typeof usageHour | typeof activityHour): SQL {
  const sums = 'requests' in table ? usageSumsOf(table) : activityCountsOf(table);
  return anyIsNotZero(sums);
}

/** Whether anything was done in an hour or day, and not only time spent in a state. */
export const hasWork = (table: typeof activityHour | typeof activityTrend): SQL =>
  anyIsNotZero(workOf(table));

const anyIsNotZero = (columns: readonly SQLiteColumn[]): SQL =>
  sql`(${sql.join(
    columns.map((column) => sql`${column} <> 0`),
    sql` or `,
  )})`;

const usageSumsOf = (table: typeof usageHour) => [
  table.requests,
  table.inputTokens,
  table.outputTokens,
  table.cacheReadTokens,
  table.cacheCreationTokens,
  table.costMicros,
  table.unpricedRequests,
  table.clientCostMicros,
];

const activityCountsOf = (table: typeof activityHour) => [
  ...workOf(table),
  ...STATE_TIME_FIELDS.map((field) => table[field]),
];

const workOf = (table: typeof activityHour | typeof activityTrend) => [
  table.tasksStarted,
  table.tasksDone,
  table.tasksFailed,
  table.errors,
  table.toolCalls,
];
