import { activityHour } from '@claude-monitor/drizzle/schema';
import { sql, type SQL } from 'drizzle-orm';
import type { Database } from '../client.ts';
import { activityTrendStatements } from '../trends.ts';
import { deleteRows, readNumbers, runDeletes } from './delete-rows.ts';

/** One step of deleting activity, and its trends of those hours anew, in one transaction. */
export async function deleteActivity(
  db: Database,
  workspace: string,
  which: SQL,
  rowsAtMost: number,
): Promise<number> {
  const { hour, owner, run } = activityHour;
  const hours = await readNumbers(
    db,
    sql`select distinct hour from (select ${hour} as hour from ${activityHour} where ${which}
      order by ${activityHour.workspace}, ${hour}, ${owner}, ${run} limit ${rowsAtMost})`,
  );
  if (hours.length === 0) return 0;
  const deletion = deleteRows(activityHour, which, rowsAtMost);
  return await runDeletes(db, [deletion], activityTrendStatements(workspace, hours));
}
