import { project, task } from '@claude-monitor/drizzle/schema';
import { sql, type SQL } from 'drizzle-orm';
import type { Database } from '../client.ts';
import { projectSumStatements } from '../writes/project-sums.ts';
import { statement } from '../statement.ts';
import { readRows } from './delete-rows.ts';

/** Newer than any row, so that each is taken out of the sums. */
const LAST = Number.MAX_SAFE_INTEGER;

/** One step of deleting tasks: out of their projects' sums first; a project without any goes too. */
export async function deleteTasks(
  db: Database,
  workspace: string,
  { which, rowsAtMost }: { which: SQL; rowsAtMost: number },
): Promise<number> {
  const rows = await readRows(
    db,
    sql`select ${task.id} from ${task} where ${which} limit ${rowsAtMost}`,
  );
  if (rows.length === 0) return 0;
  const ids = rows.map(([id]) => String(id));
  const gone = ids.map((id) => ({ id, isGone: true as const, rev: LAST }));
  const deletion = statement(sql`
    delete from ${task} where ${task.workspace} = ${workspace}
    and ${task.id} in (select value from json_each(${JSON.stringify(ids)}))`);
  const empty = statement(sql`
    delete from ${project} where ${project.workspace} = ${workspace} and ${project.tasks} = 0`);
  await db.$client.batch([...projectSumStatements(workspace, gone), deletion, empty], 'write');
  return ids.length;
}
