import { task } from '@claude-monitor/drizzle/schema';
import { LIMITS, type Task, type TaskGraphAnswer } from '@claude-monitor/protocol';
import { and, desc, eq, lte, sql } from 'drizzle-orm';
import { inWorkspace } from '../in-workspace.ts';
import type { Database } from '../client.ts';
import { readTask } from './read-view.ts';
import { findProject, listProjects } from './projects.ts';

export type ProjectTasks = Pick<TaskGraphAnswer, 'project' | 'projects' | 'tasks' | 'more'>;

/**
 * The tasks of the project that is asked for ('': those that have none), else of the one that moved
 * last: the newest, as many as a plan may have and an answer may carry.
 */
export async function readProjectTasks(
  db: Database,
  workspace: string,
  asked: string | undefined,
): Promise<ProjectTasks> {
  const projects = await listProjects(db, workspace);
  // What belongs to no project is shown unasked only where nothing else is.
  const newest = projects.find(({ project }) => project !== null) ?? projects[0];
  const name = asked ?? newest?.project ?? '';
  const listed = projects.find(({ project }) => (project ?? '') === name);
  const [overview, tasks] = await Promise.all([
    listed ?? findProject(db, workspace, name),
    tasksOf(db, workspace, name),
  ]);
  return {
    project: name === '' ? null : name,
    projects,
    tasks,
    more: Math.max(0, (overview?.tasks ?? 0) - tasks.length),
  };
}

async function tasksOf(db: Database, workspace: string, project: string): Promise<Task[]> {
  const newest = db
    .select({ view: task.view, viewLength: task.viewLength, listedAt: task.listedAt, id: task.id })
    .from(task)
    .where(and(inWorkspace(task, workspace), eq(task.isGone, false), eq(task.project, project)))
    .orderBy(desc(task.listedAt), desc(task.id))
    .limit(LIMITS.planTasks)
    .as('newest');
  // How long the answer is with this task and all before it.
  const length = sql<number>`
    sum(${newest.viewLength}) over (order by ${newest.listedAt} desc, ${newest.id} desc)`;
  const measured = db
    .select({ view: newest.view, length: length.as('length') })
    .from(newest)
    .as('measured');
  const rows = await db
    .select({ view: measured.view })
    .from(measured)
    .where(lte(measured.length, LIMITS.graphBytes));
  return rows.map((row) => readTask(row.view));
}
