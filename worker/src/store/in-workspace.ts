import { sql, type SQL } from 'drizzle-orm';
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core';

/**
 * The condition that every query of a page carries. `likely` tells the planner that it holds for many
 * rows: without statistics it takes the first column of a key for selective, and would read a whole
 * workspace rather than use the index of the one session it is asked for.
 */
export function inWorkspace(
  table: SQLiteTable & { workspace: SQLiteColumn },
  workspace: string,
): SQL {
  return sql`likely(${table.workspace} = ${workspace})`;
}
