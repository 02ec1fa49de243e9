import { requestChunk, usageHour } from '@claude-monitor/drizzle/schema';
import { USAGE_SUM_FIELDS } from '@claude-monitor/protocol';
import { and, eq, sql, type SQL } from 'drizzle-orm';
import { getTableConfig, type SQLiteColumn } from 'drizzle-orm/sqlite-core';
import { isAnyOf } from '../in-list.ts';
import { inWorkspace } from '../in-workspace.ts';
import { ofRequest, requestAt, requestRows } from '../requests/request-columns.ts';
import type { UsageTable } from './usage-figures.ts';
import type { UsageSource } from './usage-rows.ts';
import type { CutHour } from './usage-window.ts';

type Cuts = {
  workspace: string;
  cuts: readonly CutHour[];
  owners: readonly string[] | undefined;
};

/** A part of a union: what stands for the time of a row, and what its other columns are read from. */
export type UsagePart = { at: SQL; rows: SQL; where: SQL | undefined; isOfRequests: boolean };

/**
 * Adds the requests of cut hours to rows of whole ones; without a cut nothing changes, cost included.
 */
export function withCutHours(
  whole: UsageSource,
  time: SQLiteColumn,
  { workspace, cuts, owners }: Cuts,
): UsageSource {
  if (cuts.length === 0) return whole;
  const hours = { at: sql`${time}`, rows: whole.rows, where: whole.where, isOfRequests: false };
  const parts = cuts.map((cut) => ({
    at: sql`${requestChunk.hour}`,
    rows: requestRows,
    where: and(
      isOfRequests(workspace, owners),
      eq(requestChunk.hour, cut.hour),
      sql`${requestAt} >= ${cut.from} and ${requestAt} < ${cut.to}`,
    ),
    isOfRequests: true,
  }));
  return unionOf(whole.table, time, [hours, ...parts]);
}

/** The union goes by the table's own name, so that what is asked of the table is asked of all its parts. */
export function unionOf(
  table: UsageTable,
  time: SQLiteColumn,
  parts: readonly UsagePart[],
): UsageSource {
  const owned: SQLiteColumn[] = table === usageHour ? [usageHour.owner, usageHour.task] : [];
  const { agent, project, user, model, labels, provenance } = table;
  const columns = [
    ...[...owned, agent, project, user, model, labels, provenance],
    ...USAGE_SUM_FIELDS.map((name) => table[name]),
  ];
  const rows = parts.map((part) => {
    const read = columns.map((column) => (part.isOfRequests ? ofRequest(column) : sql`${column}`));
    const named = read.map((value, index) => sql`${value} as ${nameOf(columns[index])}`);
    const at = sql`${part.at} as ${sql.identifier(time.name)}`;
    return sql`select ${list([at, ...named])} from ${part.rows} where ${part.where}`;
  });
  const name = getTableConfig(table).name;
  return {
    table,
    rows: sql`(${sql.join(rows, sql` union all `)}) as ${sql.identifier(name)}`,
    where: undefined,
    at: sql<number>`${time}`,
  };
}

/** Requests of a workspace, of some sessions where that is asked. */
export const isOfRequests = (
  workspace: string,
  owners: readonly string[] | undefined,
): SQL | undefined =>
  and(inWorkspace(requestChunk, workspace), isAnyOf(ofRequest(usageHour.owner), owners));

const nameOf = (column: SQLiteColumn | undefined): SQL =>
  column === undefined ? sql`` : sql.identifier(column.name).getSQL();

const list = (columns: readonly SQL[]): SQL => sql.join([...columns], sql`, `);
