import { task } from '@claude-monitor/drizzle/schema';
import { type Task } from '@claude-monitor/protocol';
import { and, eq } from 'drizzle-orm';
import { inWorkspace } from '../../in-workspace.ts';
import type { Database } from '../../client.ts';
import { readTask } from '../read-view.ts';

/** The task of an internal id; null when there is none. */
export async function findTask(db: Database, workspace: string, id: string): Promise<Task | null> {
  const rows = await db
    .select({ view: task.view })
    .from(task)
    .where(and(inWorkspace(task, workspace), eq(task.id, id), eq(task.isGone, false)))
    .limit(1);
  const view = rows[0]?.view;
  return view === undefined ? null : readTask(view);
}
