import { requestChunk, usageHour } from '@claude-monitor/drizzle/schema';
import { sql, type SQL } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import type { Database } from '../client.ts';
import { statement } from '../statement.ts';
import { usageTrendStatements } from '../writes/trends.ts';
import { keyColumns, list } from '../writes/upsert.ts';
import { chunkWithOnly, groupsOfChunk, ofRequest } from '../requests/request-columns.ts';
import { deleteRows, readNumbers, readRows, runDeletes } from './delete-rows.ts';

/** Whose usage it is: of a rollup its columns, of requests what stands in their chunk. */
type Owned = Record<'owner' | 'run' | 'user', SQLiteColumn | SQL>;

/** Which usage is meant: of hours from `from` up to, not including, `to`, and of those all, or some. */
export type WhichUsage = { from: number; to: number; owned: (usage: Owned) => SQL };

const REQUESTS: Owned = {
  owner: ofRequest(usageHour.owner),
  run: requestChunk.run,
  user: ofRequest(usageHour.user),
};

/** The requests of one run in one hour go together with what they add up to. */
type Part = { hour: number; run: string };

/**
 * One step of deleting usage: requests with their rollups, and the trends of those hours again, in one
 * transaction, so that sums are sums after every step (rule STO2). A step takes whole parts: a run's
 * hour that alone has more rows than a step is one step.
 */
export async function deleteUsage(
  db: Database,
  workspace: string,
  { from, to, owned, rowsAtMost }: WhichUsage & { rowsAtMost: number },
): Promise<number> {
  const within = (table: typeof requestChunk | typeof usageHour): SQL =>
    sql`${table.workspace} = ${workspace} and ${table.hour} >= ${from} and ${table.hour} < ${to}`;
  const isTarget = owned(REQUESTS);
  const sums = sql`${within(usageHour)} and ${owned(usageHour)}`;
  const chunks = sql`${within(requestChunk)} and ${hasGroup(isTarget)}`;
  const parts = await nextParts(db, chunks, rowsAtMost);
  if (parts.length === 0) return await deleteSums(db, workspace, { which: sums, rowsAtMost });
  const hours = parts.map(({ hour }) => hour);
  const json = JSON.stringify(parts.map(({ hour, run }) => [hour, run]));
  const ofParts = (table: typeof requestChunk | typeof usageHour): SQL => sql`
    ${table.workspace} = ${workspace}
    and ${table.hour} in (select json_extract(value, '$[0]') from json_each(${json}))
    and (${table.hour}, ${table.run}) in (
      select json_extract(value, '$[0]'), json_extract(value, '$[1]') from json_each(${json}))`;
  const stays = sql`(${isTarget}) is not true`;
  const deletes = [
    sql`delete from ${requestChunk} where ${ofParts(requestChunk)} and not ${hasGroup(stays)}`,
    sql`update ${requestChunk} set requests = ${chunkWithOnly(stays)}
      where ${ofParts(requestChunk)} and ${hasGroup(isTarget)}`,
    sql`delete from ${usageHour} where ${ofParts(usageHour)} and ${owned(usageHour)}`,
  ];
  return await runDeletes(db, deletes.map(statement), usageTrendStatements(workspace, hours));
}

const hasGroup = (which: SQL): SQL => sql`exists (select 1 from ${groupsOfChunk} where ${which})`;

/** The parts that the next rows are of, in the order of the key; not the last one, if it is cut. */
async function nextParts(db: Database, chunks: SQL, rowsAtMost: number): Promise<Part[]> {
  const { hour, run, chunk } = requestChunk;
  const rows = await readRows(
    db,
    sql`
    select hour, run, count(*) from (
      select ${hour} as hour, ${run} as run from ${requestChunk} where ${chunks}
      order by ${requestChunk.workspace}, ${hour}, ${run}, ${chunk}
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
  { which, rowsAtMost }: { which: SQL; rowsAtMost: number },
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
