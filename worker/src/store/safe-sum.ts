import { sql, type SQL } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';

/**
 * The sum of a column or expression that is a safe integer whatever the rows hold (rule ING7). `sum`
 * fails past 2^63, and the client refuses an integer past 2^53: one row would fail every question that
 * covers it. `total` is exact up to 2^53, and can't fail.
 */
export const safeSumOf = (summed: SQL | SQLiteColumn): SQL<number> =>
  sql<number>`cast(max(${LEAST}, min(${MOST}, total(${summed}))) as integer)`;

const MOST = sql.raw(String(Number.MAX_SAFE_INTEGER));
const LEAST = sql.raw(String(Number.MIN_SAFE_INTEGER));
