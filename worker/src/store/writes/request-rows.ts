import { request } from '@claude-monitor/drizzle/schema';
import { TIME, USAGE_SUM_FIELDS } from '@claude-monitor/protocol';
import { sql, type SQL } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import type { FlushRows } from './flush-rows.ts';
import { statement, type Statement } from '../statement.ts';
import { list, upsertNewer } from './upsert.ts';

/**
 * Writes request rows. The hour is part of their key, and a request whose time is corrected may move
 * to the hour beside it: the row that it leaves becomes zeros, and a late flush that still has it in
 * the old hour changes nothing (rule STO1).
 */
export function requestStatements(rows: FlushRows['requests']): Statement[] {
  return upsertNewer(request, rows, { when: hasNotMoved, then: emptyWhereItWas });
}

const beside = (column: SQLiteColumn): SQL => sql`beside.${sql.identifier(column.name)}`;

type Field = (column: SQLiteColumn) => SQL;

const isSameBeside = (field: Field): SQL => sql`
  ${beside(request.workspace)} = ${field(request.workspace)}
  and ${beside(request.hour)} in (${field(request.hour)} - ${TIME.hourMs}, ${field(request.hour)} + ${TIME.hourMs})
  and ${beside(request.run)} = ${field(request.run)}
  and ${beside(request.key)} = ${field(request.key)}`;

const hasNotMoved = (field: Field): SQL => sql`not exists (
  select 1 from ${request} as beside
  where ${isSameBeside(field)} and ${beside(request.rev)} > ${field(request.rev)})`;

/** A row of zeros, which the hub may send for an hour that was left, moves nothing. */
function emptyWhereItWas(rows: SQL, field: Field): Statement {
  const { workspace, hour, run, key, rev, clientCostMicros } = request;
  const sums = USAGE_SUM_FIELDS.map((name) => request[name]);
  const keys = [workspace, hour, run, key];
  return statement(sql`
    update ${request} set ${list(sums.map((sum) => sql`${named(sum)} = 0`))},
      ${named(clientCostMicros)} = null, ${named(rev)} = moved.fresh_rev
    from (
      select ${list(keys.map((column) => sql`${beside(column)} as ${named(column)}`))},
        ${field(rev)} as fresh_rev
      from ${rows} cross join ${request} as beside
      where (${sql.join(
        sums.map((sum) => sql`${field(sum)} <> 0`),
        sql` or `,
      )})
      and ${isSameBeside(field)} and ${beside(rev)} < ${field(rev)}
    ) as moved
    where ${sql.join(
      keys.map((column) => sql`${column} = moved.${named(column)}`),
      sql` and `,
    )}`);
}

const named = (column: SQLiteColumn): SQL => sql`${sql.identifier(column.name)}`;
