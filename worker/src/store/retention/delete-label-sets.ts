import { labelSet, usageTrend } from '@claude-monitor/drizzle/schema';
import { sql } from 'drizzle-orm';
import type { Database } from '../client.ts';
import { deleteRows, runDeletes } from './delete-rows.ts';

/**
 * Deletes sets of labels that no usage has any more; trends are of all usage, and the fewest rows that say
 * so. A hub that sends usage again sends its labels with it.
 */
export async function deleteLabelSets(
  db: Database,
  workspace: string,
  rowsAtMost: number,
): Promise<number> {
  const isUnused = sql`${labelSet.workspace} = ${workspace} and ${labelSet.id} not in (
    select ${usageTrend.labels} from ${usageTrend} where ${usageTrend.workspace} = ${workspace})`;
  return await runDeletes(db, [deleteRows(labelSet, isUnused, rowsAtMost)]);
}
