import {
  activityHour,
  block,
  edgeHour,
  errorHour,
  session,
  task,
} from '@claude-monitor/drizzle/schema';
import { TIME } from '@claude-monitor/protocol';
import { sql, type SQL } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import type { Database } from '../client.ts';
import { floorTo } from '../hours.ts';
import type { DeleteStep, Retention } from '../rows.ts';
import { statement } from '../statement.ts';
import { deleteActivity } from './delete-activity.ts';
import { deleteRows, firstThatDeletes, runDeletes, type Deletion } from './delete-rows.ts';
import { deleteTasks } from './delete-tasks.ts';
import { deleteUsage } from './delete-usage.ts';

/** A block is a page or more; so many are as much work as a step of rows. */
const BLOCKS_AT_MOST = 1_000;

type Aged = { workspace: SQLiteColumn };

/**
 * One step of retention (rule STO5): about so many rows of the first kind that has any. Days go whole, so
 * a trend's day and the hours that it is made of go together.
 */
export async function expireStep(
  db: Database,
  workspace: string,
  { blocksBefore, historyBefore, rowsAtMost }: Retention,
): Promise<DeleteStep> {
  const before = floorTo(historyBefore, TIME.dayMs);
  const hoursOf = (table: Aged & { hour: SQLiteColumn }): SQL =>
    sql`${table.workspace} = ${workspace} and ${table.hour} < ${before}`;
  const blocks = Math.min(rowsAtMost, BLOCKS_AT_MOST);
  const steps: Deletion[] = [
    () => runDeletes(db, [oldestBlocks(workspace, blocksBefore, blocks)]),
    () => deleteUsage(db, workspace, hoursOf, rowsAtMost),
    () => deleteActivity(db, workspace, hoursOf(activityHour), rowsAtMost),
    () => runDeletes(db, [deleteRows(errorHour, hoursOf(errorHour), rowsAtMost)]),
    () => runDeletes(db, [deleteRows(edgeHour, hoursOf(edgeHour), rowsAtMost)]),
    () => deleteTasks(db, workspace, oldTasks(workspace, before), rowsAtMost),
    () => runDeletes(db, [oldestSessions(workspace, before, rowsAtMost)]),
  ];
  const rows = await firstThatDeletes(steps);
  return { rows, more: rows > 0, resume: null };
}

const oldestBlocks = (workspace: string, before: number, atMost: number) =>
  statement(sql`
    delete from ${block} where ${block.id} in (
      select ${block.id} from ${block}
      where ${block.workspace} = ${workspace} and ${block.storedAt} < ${before}
      order by ${block.storedAt} limit ${atMost})`);

/** By its start there is an index; one that still goes on is passed over. */
const oldTasks = (workspace: string, before: number): SQL => sql`
  ${task.workspace} = ${workspace} and ${task.listedAt} < ${before} and ${task.lastAt} < ${before}`;

const oldestSessions = (workspace: string, before: number, atMost: number) =>
  statement(sql`
    delete from ${session} where ${session.workspace} = ${workspace} and ${session.id} in (
      select ${session.id} from ${session}
      where ${session.workspace} = ${workspace} and ${session.startedAt} < ${before}
      and ${session.lastAt} < ${before} limit ${atMost})`);
