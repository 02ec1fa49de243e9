import { sql, type SQL } from 'drizzle-orm';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';
import type { Database } from '../client.ts';
import { statement, type Statement } from '../statement.ts';
import { keyColumns, list } from '../writes/upsert.ts';

/**
 * Deletes at most so many rows of what is asked, in the order of the table's key: SQLite has no limit on
 * a delete of its own.
 */
export function deleteRows(table: SQLiteTable, which: SQL, atMost: number): Statement {
  const key = list([...keyColumns(table)]);
  return statement(sql`
    delete from ${table} where (${key}) in (
      select ${key} from ${table} where ${which} order by ${key} limit ${atMost})`);
}

/** Runs statements as one transaction and says how many rows the first so many of them deleted. */
export async function runDeletes(
  db: Database,
  deletes: readonly Statement[],
  after: readonly Statement[] = [],
): Promise<number> {
  if (deletes.length === 0) return 0;
  const results = await db.$client.batch([...deletes, ...after], 'write');
  return results.slice(0, deletes.length).reduce((sum, { rowsAffected }) => sum + rowsAffected, 0);
}

export async function readNumbers(db: Database, query: SQL): Promise<number[]> {
  return (await readRows(db, query)).map(([value]) => Number(value));
}

/** Rows of a query as arrays: those of the client have only indexes. */
export async function readRows(db: Database, query: SQL): Promise<unknown[][]> {
  const rows: ArrayLike<unknown>[] = await db.values(query);
  return rows.map((row) => Array.from(row));
}

export type Deletion = () => Promise<number>;

/** Tries one kind after the other until one has rows to delete; 0 when none has. */
export async function firstThatDeletes(deletions: readonly Deletion[]): Promise<number> {
  for (const deletion of deletions) {
    const rows = await deletion();
    if (rows > 0) return rows;
  }
  return 0;
}
