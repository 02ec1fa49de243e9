import { request, usageHour } from '@claude-monitor/drizzle/schema';
import { sql, type SQL } from 'drizzle-orm';
import type { Database } from '../client.ts';
import { statement } from '../statement.ts';
import { usageTrendStatements } from '../writes/trends.ts';
import { keyColumns, list } from '../writes/upsert.ts';
import { deleteRows, readNumbers, readRows, runDeletes } from './delete-rows.ts';

type UsageTable = typeof request | typeof usageHour;

/** Which usage is meant, of either table: they have the same columns. */
export type WhichUsage = (table: UsageTable) => SQL;

/** The requests of one run in one hour go together with what they add up to. */
type Part = { hour: number; run: string };

/**
 * One step of deleting usage: requests with their rollups, and the trends of those hours anew, in one
 * transaction, so that sums are sums after every step (rule STO2). A step takes whole parts: a run's
 * hour that alone has more rows than a step is one step.
 */
export async function deleteUsage(
  db: Database,
  workspace: string,
  which: WhichUsage,
  rowsAtMost: number,
): Promise<number> {
  const parts = await nextParts(db, which(request), rowsAtMost);
  if (parts.length === 0) return await deleteSums(db, workspace, which(usageHour), rowsAtMost);
  const hours = parts.map(({ hour }) => hour);
  const json = JSON.stringify(parts.map(({ hour, run }) => [hour, run]));
  const deleteParts = (table: UsageTable) =>
    statement(sql`
      delete from ${table} where ${table.workspace} = ${workspace}
      and ${table.hour} in (select json_extract(value, '$[0]') from json_each(${json}))
      and (${table.hour}, ${table.run}) in (
        select json_extract(value, '$[0]'), json_extract(value, '$[1]') from json_each(${json}))
      and ${which(table)}`);
  return await runDeletes(
    db,
    [deleteParts(request), deleteParts(usageHour)],
    usageTrendStatements(workspace, hours),
  );
}

/** The parts that the next rows are of, in the order of the key; not the last one, if it is cut. */
async function nextParts(db: Database, which: SQL, rowsAtMost: number): Promise<Part[]> {
  const rows = await readRows(
    db,
    sql`
    select hour, run, count(*) from (
      select ${request.hour} as hour, ${request.run} as run from ${request} where ${which}
      order by ${request.workspace}, ${request.hour}, ${request.run}, ${request.key}
      limit ${rowsAtMost + 1})
    group by hour, run order by hour, run`,
  );
  const total = rows.reduce((sum, [, , count]) => sum + Number(count), 0);
  const parts = rows.map(([hour, run]) => ({ hour: Number(hour), run: String(run) }));
  return total > rowsAtMost && parts.length > 1 ? parts.slice(0, -1) : parts;
}

/** Rollups that have no request: rows of zeros, which keep late flushes out. */
async function deleteSums(
  db: Database,
  workspace: string,
  which: SQL,
  rowsAtMost: number,
): Promise<number> {
  const hours = await readNumbers(
    db,
    sql`select distinct hour from (select ${usageHour.hour} as hour from ${usageHour} where ${which}
      order by ${list([...keyColumns(usageHour)])}
      limit ${rowsAtMost})`,
  );
  if (hours.length === 0) return 0;
  const deletion = deleteRows(usageHour, which, rowsAtMost);
  return await runDeletes(db, [deletion], usageTrendStatements(workspace, hours));
}
