import { task } from '@claude-monitor/drizzle/schema';
import { LIMITS, type Task, type tasksQuerySchema } from '@claude-monitor/protocol';
import { and, desc, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { inWorkspace } from '../in-workspace.ts';
import type { Database } from '../client.ts';
import { isOfLabels } from './of-labels.ts';
import { readTask } from './read-view.ts';
import { findSession } from './sessions/find-session.ts';
import { pageOf, readCursor, type Page } from './page-cursor.ts';

export type TasksQuery = z.infer<typeof tasksQuerySchema>;

const cursorKeys = z.tuple([z.number(), z.string()]);

/** Tasks of the workspace or of one session, the one that started (or was planned) last first. */
export async function listTasks(
  db: Database,
  workspace: string,
  query: TasksQuery,
): Promise<Page<Task>> {
  const { session, ...filters } = query;
  if (session === undefined) return await readTasks(db, workspace, filters);
  const found = await findSession(db, workspace, session);
  if (found === null) return { items: [], next: null };
  return await readTasks(db, workspace, { ...filters, session: found.view.id });
}

/** All tasks that one session works or worked on, as many as a plan may have. */
export async function tasksOfSession(db: Database, workspace: string, id: string): Promise<Task[]> {
  return (await readTasks(db, workspace, { session: id, limit: LIMITS.planTasks })).items;
}

type TaskFilters = Omit<TasksQuery, 'session'> & { session?: string };

async function readTasks(
  db: Database,
  workspace: string,
  filters: TaskFilters,
): Promise<Page<Task>> {
  const rows = await db
    .select({ id: task.id, listedAt: task.listedAt, view: task.view })
    .from(task)
    .where(
      and(
        inWorkspace(task, workspace),
        eq(task.isGone, false),
        filters.session === undefined ? undefined : eq(task.session, filters.session),
        filters.project === undefined ? undefined : eq(task.project, filters.project),
        filters.status === undefined ? undefined : eq(task.status, filters.status),
        isOfLabels(task.session, workspace, filters.label),
        filters.cursor === undefined ? undefined : isAfter(filters.cursor),
      ),
    )
    .orderBy(desc(task.listedAt), desc(task.id))
    .limit(filters.limit + 1);
  const page = pageOf(rows, filters.limit, (row) => [row.listedAt, row.id]);
  return { items: page.rows.map((row) => readTask(row.view)), next: page.next };
}

function isAfter(cursor: string) {
  const [listedAt, id] = readCursor(cursor, cursorKeys);
  return sql`(${task.listedAt}, ${task.id}) < (${listedAt}, ${id})`;
}
