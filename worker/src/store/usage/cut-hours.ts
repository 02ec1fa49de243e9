import { requestChunk, usageHour } from '@claude-monitor/drizzle/schema';
import { USAGE_SUM_FIELDS } from '@claude-monitor/protocol';
import { and, eq, sql, type SQL } from 'drizzle-orm';
import { getTableConfig, type SQLiteColumn } from 'drizzle-orm/sqlite-core';
import { inWorkspace } from '../in-workspace.ts';
import { ofRequest, requestAt, requestRows } from '../requests/request-columns.ts';
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
      const read = [sql`${requestChunk.hour}`, ...columns.map(ofRequest)];
      return sql`select ${list(read)} from ${requestRows} where ${isCut(workspace, cut, owner)}`;
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
    inWorkspace(requestChunk, workspace),
    eq(requestChunk.hour, cut.hour),
    sql`${requestAt} >= ${cut.from} and ${requestAt} < ${cut.to}`,
    owner === null ? undefined : sql`${ofRequest(usageHour.owner)} = ${owner}`,
  );

const list = (columns: readonly (SQL | SQLiteColumn)[]): SQL => sql.join([...columns], sql`, `);
