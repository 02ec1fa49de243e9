import { activityHour, errorHour } from '@claude-monitor/drizzle/schema';
import { sql, type SQL } from 'drizzle-orm';
import type { Database } from '../client.ts';
import { statement } from '../statement.ts';
import { activityTrendStatements } from '../writes/trends.ts';
import { deleteRows, readNumbers, runDeletes } from './delete-rows.ts';

/**
 * One step of deleting activity, with the errors that it counts, and its trends of those hours again, in
 * one transaction.
 */
export async function deleteActivity(
  db: Database,
  workspace: string,
  { which, rowsAtMost }: { which: SQL; rowsAtMost: number },
): Promise<number> {
  const { hour, owner, run } = activityHour;
  const next = sql`from ${activityHour} where ${which}
    order by ${activityHour.workspace}, ${hour}, ${owner}, ${run} limit ${rowsAtMost}`;
  const hours = await readNumbers(
    db,
    sql`select distinct hour from (select ${hour} as hour ${next})`,
  );
  if (hours.length === 0) return 0;
  const itsErrors = statement(sql`
    delete from ${errorHour} where ${errorHour.workspace} = ${workspace}
    and (${errorHour.hour}, ${errorHour.owner}, ${errorHour.run}) in (
      select ${hour}, ${owner}, ${run} ${next})`);
  const deletion = deleteRows(activityHour, which, rowsAtMost);
  return await runDeletes(db, [itsErrors, deletion], activityTrendStatements(workspace, hours));
}
