import { activityHour, edgeHour, errorHour, session, task } from '@claude-monitor/drizzle/schema';
import { TIME } from '@claude-monitor/protocol';
import { sql, type SQL } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import type { Database } from '../client.ts';
import { floorTo } from '../hours.ts';
import type { DeleteStep, Retention } from '../writer-rpc.ts';
import { statement } from '../statement.ts';
import { deleteActivity } from './delete-activity.ts';
import { deleteRows, firstThatDeletes, runDeletes, type Deletion } from './delete-rows.ts';
import { expireBlocks } from './expire-blocks.ts';
import { deleteLabelSets } from './delete-label-sets.ts';
import { deleteTasks } from './delete-tasks.ts';
import { deleteUsage } from './delete-usage.ts';

/** Where a step resumes when no block is old any more. */
const BLOCKS_DONE = -1;

type Aged = { workspace: SQLiteColumn };

/**
 * One step of retention (rule STO5): about so many rows of the first kind that has any. Days go whole, so
 * a trend's day and the hours that it is made of go together.
 */
export async function expireStep(
  db: Database,
  workspace: string,
  { blocksBefore, historyBefore, rowsAtMost, resume }: Retention,
): Promise<DeleteStep> {
  if (resume !== BLOCKS_DONE) {
    const aged = { before: blocksBefore, atMost: rowsAtMost, after: resume ?? 0 };
    const blocks = await expireBlocks(db, workspace, aged);
    if (blocks.more) return blocks;
    if (blocks.rows > 0) return { rows: blocks.rows, more: true, resume: BLOCKS_DONE };
  }
  const before = floorTo(historyBefore, TIME.dayMs);
  const hoursOf = (table: Aged & { hour: SQLiteColumn }): SQL =>
    sql`${table.workspace} = ${workspace} and ${table.hour} < ${before}`;
  const steps: Deletion[] = [
    () => deleteUsage(db, workspace, { from: 0, to: before, owned: () => sql`true`, rowsAtMost }),
    () => deleteActivity(db, workspace, { which: hoursOf(activityHour), rowsAtMost }),
    () => runDeletes(db, [deleteRows(errorHour, hoursOf(errorHour), rowsAtMost)]),
    () => runDeletes(db, [deleteRows(edgeHour, hoursOf(edgeHour), rowsAtMost)]),
    () => deleteTasks(db, workspace, { which: oldTasks(workspace, before), rowsAtMost }),
    () => runDeletes(db, [oldestSessions(workspace, before, rowsAtMost)]),
    () => deleteLabelSets(db, workspace, rowsAtMost),
  ];
  const rows = await firstThatDeletes(steps);
  return { rows, more: rows > 0, resume: BLOCKS_DONE };
}

/** By its start there is an index; one that still goes on is passed over. */
const oldTasks = (workspace: string, before: number): SQL => sql`
  ${task.workspace} = ${workspace} and ${task.listedAt} < ${before} and ${task.lastAt} < ${before}`;

const oldestSessions = (workspace: string, before: number, atMost: number) =>
  statement(sql`
    delete from ${session} where ${session.workspace} = ${workspace} and ${session.id} in (
      select ${session.id} from ${session}
      where ${session.workspace} = ${workspace} and ${session.startedAt} < ${before}
      and ${session.lastAt} < ${before} limit ${atMost})`);
