import { sql, type SQL } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';

/** Whether a value is any of these; undefined: whatever it is. */
export function isAnyOf(
  value: SQL | SQLiteColumn,
  wanted: readonly string[] | undefined,
): SQL | undefined {
  if (wanted === undefined) return undefined;
  return sql`${value} in (${sql.join(
    wanted.map((one) => sql`${one}`),
    sql`, `,
  )})`;
}
