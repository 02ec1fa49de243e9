import { z } from 'zod';

/** Entries of up to 200 hours each. */
const ENTRIES_PER_STEP = 100;

const rowSchema = z.object({
  id: z.number(),
  hours: z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(z.array(z.string())),
});

/**
 * A step of taking the hours of deleted sessions out of the list of arrivals, which is read by age alone; the
 * entry that it ended with, null at the end.
 */
export function forgetInArrivals(
  sql: SqlStorage,
  { after, keys }: { after: number; keys: ReadonlySet<string> },
): number | null {
  const rows = sql.exec(
    'select id, hours from arrivals where id > ? order by id limit ?',
    ...[after, ENTRIES_PER_STEP],
  );
  const entries = [...rows].map((row) => rowSchema.parse(row));
  for (const { id, hours } of entries) {
    const left = hours.filter((hour) => !keys.has(hour.split(' ')[0] ?? ''));
    if (left.length === hours.length) continue;
    if (left.length === 0) sql.exec('delete from arrivals where id = ?', id);
    else sql.exec('update arrivals set hours = ? where id = ?', JSON.stringify(left), id);
  }
  return entries.length < ENTRIES_PER_STEP ? null : (entries.at(-1)?.id ?? null);
}
