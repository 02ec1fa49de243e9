import { request, usageHour } from '@claude-monitor/drizzle/schema';
import { USAGE_SUM_FIELDS } from '@claude-monitor/protocol';
import { and, eq, gte, lt, sql, type SQL } from 'drizzle-orm';
import { getTableConfig, type SQLiteColumn } from 'drizzle-orm/sqlite-core';
import { inWorkspace } from '../in-workspace.ts';
import { isNotZero } from './not-zero.ts';
import { columnsOf } from '../writes/upsert.ts';
import type { UsageSource } from './usage-rows.ts';
import type { CutHour } from './usage-window.ts';

type Cuts = { workspace: string; cuts: readonly CutHour[]; owner: string | null };

/**
 * Adds the requests of cut hours to rows of whole ones. The union goes by the table's own name, so that
 * what is asked of the table is asked of both; without a cut nothing changes, cost included.
 */
export function withCutHours(
  whole: UsageSource,
  time: SQLiteColumn,
  { workspace, cuts, owner }: Cuts,
): UsageSource {
  if (cuts.length === 0) return whole;
  const owned: SQLiteColumn[] = whole.table === usageHour ? [usageHour.owner, usageHour.task] : [];
  const { agent, project, user, model, labels, provenance } = whole.table;
  const columns = [
    ...[...owned, agent, project, user, model, labels, provenance],
    ...USAGE_SUM_FIELDS.map((name) => whole.table[name]),
  ];
  const rows = [
    sql`select ${list([time, ...columns])} from ${whole.rows} where ${whole.where}`,
    ...cuts.map((cut) => {
      const read = [request.hour, ...columns.map(sameOfRequest)];
      return sql`select ${list(read)} from ${request} where ${isCut(workspace, cut, owner)}`;
    }),
  ];
  const name = getTableConfig(whole.table).name;
  return {
    ...whole,
    rows: sql`(${sql.join(rows, sql` union all `)}) as ${sql.identifier(name)}`,
    where: undefined,
  };
}

const isCut = (workspace: string, cut: CutHour, owner: string | null): SQL | undefined =>
  and(
    inWorkspace(request, workspace),
    eq(request.hour, cut.hour),
    gte(request.at, cut.from),
    lt(request.at, cut.to),
    owner === null ? undefined : eq(request.owner, owner),
    isNotZero(request),
  );

/** Rollups are sums of requests: their columns have the same names. */
function sameOfRequest(column: SQLiteColumn): SQLiteColumn {
  return columnsOf(request).find((own) => own.name === column.name) ?? column;
}

const list = (columns: readonly SQLiteColumn[]): SQL => sql.join([...columns], sql`, `);
