import { sql, type SQL } from 'drizzle-orm';
import type { Database } from '../client.ts';
import { safeSumOf } from '../safe-sum.ts';
import type { Comparison, Difference } from './difference.ts';

/** So many are shown of one table and day: more tell nothing new. */
const MOST = 1_000;

type Value = string | number | null;

/**
 * The differences between what two queries select, found by the database: both give the columns of the
 * key, then the figures, any number of rows of a key.
 */
export async function compare(
  db: Database,
  { table, key, figures, expected, found }: Comparison & { expected: SQL; found: SQL },
): Promise<Difference[]> {
  const named = (name: string): SQL => sql`${sql.identifier(name)}`;
  const side = (isExpected: boolean, name: string): SQL =>
    safeSumOf(sql`case when is_expected = ${isExpected ? 1 : 0} then ${named(name)} else 0 end`);
  const list = (parts: SQL[]): SQL => sql.join(parts, sql`, `);
  const columns = list([...key, ...figures].map(named));
  const differ = figures.map((name) => sql`${side(true, name)} <> ${side(false, name)}`);
  const rows = await db.values<Value[]>(sql`
    with sides (is_expected, ${columns}) as (
      select 1, * from (${expected}) union all select 0, * from (${found}))
    select ${list([
      ...key.map(named),
      ...figures.map((name) => side(true, name)),
      ...figures.map((name) => side(false, name)),
    ])}
    from sides group by ${list(key.map(named))} having ${sql.join(differ, sql` or `)}
    limit ${MOST}`);
  return rows.map((row) => differenceOf({ table, key, figures }, row));
}

function differenceOf({ table, key, figures }: Comparison, row: Value[]): Difference {
  const difference: Difference = { table, key: {}, expected: {}, found: {} };
  for (const [index, name] of key.entries()) difference.key[name] = row[index] ?? '';
  for (const [index, name] of figures.entries()) {
    const expected = Number(row[key.length + index] ?? 0);
    const found = Number(row[key.length + figures.length + index] ?? 0);
    if (expected === found) continue;
    difference.expected[name] = expected;
    difference.found[name] = found;
  }
  return difference;
}
