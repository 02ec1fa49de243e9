import * as schema from '@claude-monitor/drizzle/schema';
import { is, sql } from 'drizzle-orm';
import { SQLiteTable } from 'drizzle-orm/sqlite-core';
import type { Database } from '../client.ts';
import { statement, type Statement } from '../statement.ts';
import { columnsOf, list, names } from './upsert.ts';

/**
 * Writes no row into each table. libSQL has one code for a table that it lacks and for a value that it
 * can't add up: where this passes, the tables are there and may be written, so it was the rows.
 */
export async function probe(db: Database): Promise<void> {
  await db.$client.batch(PROBES, 'write');
}

const insertNothing = (table: SQLiteTable): Statement =>
  statement(sql`
    insert into ${table} (${names(columnsOf(table))})
    select ${list(columnsOf(table).map(() => sql`null`))} where false`);

const PROBES = Object.values(schema)
  .filter((item) => is(item, SQLiteTable))
  .map(insertNothing);
