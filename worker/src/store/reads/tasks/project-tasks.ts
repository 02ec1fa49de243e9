import { task } from '@claude-monitor/drizzle/schema';
import {
  LIMITS,
  type Label,
  type Task,
  type TaskGraphAnswer,
  type TaskGraphQuery,
} from '@claude-monitor/protocol';
import { and, desc, eq, lte, sql } from 'drizzle-orm';
import { inWorkspace } from '../../in-workspace.ts';
import type { Database } from '../../client.ts';
import { isOfLabels } from '../of-labels.ts';
import { readTask } from '../read-view.ts';
import { findProject, listProjects } from '../projects.ts';

export type ProjectTasks = Pick<TaskGraphAnswer, 'project' | 'projects' | 'tasks' | 'more'> & {
  /** Internal ids of those that carry the labels asked for; absent: no label was asked for. */
  ofLabels?: ReadonlySet<string>;
};

/**
 * The tasks of the project that is asked for ('': those that have none), else of the one that moved
 * last: the newest, as many as a plan may have and an answer may carry.
 */
export async function readProjectTasks(
  db: Database,
  workspace: string,
  { project: wanted, label }: TaskGraphQuery,
): Promise<ProjectTasks> {
  const projects = await listProjects(db, workspace);
  // What belongs to no project is shown unasked only where nothing else is.
  const newest = projects.find(({ project }) => project !== null) ?? projects[0];
  const name = wanted ?? newest?.project ?? '';
  const listed = projects.find(({ project }) => (project ?? '') === name);
  const [overview, rows] = await Promise.all([
    listed ?? findProject(db, workspace, name),
    tasksOf(db, { workspace, project: name, label }),
  ]);
  const tasks = rows.map(({ task }) => task);
  const ofLabels = new Set(rows.flatMap(({ task, isOfLabels }) => (isOfLabels ? task.id : [])));
  return {
    project: name === '' ? null : name,
    projects,
    tasks,
    more: Math.max(0, (overview?.tasks ?? 0) - tasks.length),
    ...(label === undefined ? {} : { ofLabels }),
  };
}

type Wanted = { workspace: string; project: string; label: readonly Label[] | undefined };

async function tasksOf(
  db: Database,
  { workspace, project, label }: Wanted,
): Promise<{ task: Task; isOfLabels: boolean }[]> {
  const newest = db
    .select({
      view: task.view,
      viewLength: task.viewLength,
      listedAt: task.listedAt,
      id: task.id,
      isOfLabels: sql<number>`${isOfLabels(task.session, workspace, label) ?? sql`1`}`.as(
        'of_labels',
      ),
    })
    .from(task)
    .where(and(inWorkspace(task, workspace), eq(task.isGone, false), eq(task.project, project)))
    .orderBy(desc(task.listedAt), desc(task.id))
    .limit(LIMITS.planTasks)
    .as('newest');
  // How long the answer is with this task and all before it.
  const length = sql<number>`
    sum(${newest.viewLength}) over (order by ${newest.listedAt} desc, ${newest.id} desc)`;
  const measured = db
    .select({
      view: newest.view,
      isOfLabels: newest.isOfLabels,
      length: length.as('length'),
    })
    .from(newest)
    .as('measured');
  const rows = await db
    .select({ view: measured.view, isOfLabels: measured.isOfLabels })
    .from(measured)
    .where(lte(measured.length, LIMITS.graphBytes));
  return rows.map((row) => ({ task: readTask(row.view), isOfLabels: row.isOfLabels === 1 }));
}
