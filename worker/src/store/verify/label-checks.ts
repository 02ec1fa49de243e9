import { labelSet, usageHour } from '@claude-monitor/drizzle/schema';
import { labelSetId, labelText, type Labels } from '@claude-monitor/protocol';
import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Database } from '../client.ts';
import type { Difference } from './difference.ts';

/** So many sets are read at once. */
const SETS_PER_QUERY = 1_000;

const pairsSchema = z
  .string()
  .transform((text): unknown => JSON.parse(text))
  .pipe(z.array(z.tuple([z.string(), z.string()])));
const rowSchema = z.object({
  id: z.string(),
  hour: z.number(),
  run: z.string(),
  pairs: pairsSchema,
});

/** Sets of labels that usage of a time names and `label_set` does not hold as they were: an id is the hash of its set. */
export async function differentLabelSets(
  db: Database,
  { workspace, from, to }: { workspace: string; from: number; to: number },
): Promise<Difference[]> {
  const differences: Difference[] = [];
  for (let after = ''; ;) {
    const rows = await db.all(sql`
      with used (id, hour, run) as (
        select ${usageHour.labels}, min(${usageHour.hour}), min(${usageHour.run}) from ${usageHour}
        where ${usageHour.workspace} = ${workspace} and ${usageHour.hour} >= ${from}
          and ${usageHour.hour} < ${to} and ${usageHour.labels} > ${after}
        group by ${usageHour.labels} order by ${usageHour.labels} limit ${SETS_PER_QUERY})
      select used.id as id, used.hour as hour, used.run as run, (
        select json_group_array(json_array(${labelSet.key}, ${labelSet.value})) from ${labelSet}
        where ${labelSet.workspace} = ${workspace} and ${labelSet.id} = used.id) as pairs
      from used order by used.id`);
    for (const row of rows) {
      const { id, hour, run, pairs } = rowSchema.parse(row);
      const labels: Labels = Object.fromEntries(pairs);
      after = id;
      if (labelSetId(labelText(labels)) === id) continue;
      const key = { labels: id, hour, run };
      differences.push({ table: 'label_set', key, expected: { sets: 1 }, found: { sets: 0 } });
    }
    if (rows.length < SETS_PER_QUERY) return differences;
  }
}
