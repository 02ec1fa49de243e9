import { project } from '@claude-monitor/drizzle/schema';
import { LIMITS, type ProjectOverview } from '@claude-monitor/protocol';
import { and, desc, eq, gt, type SQL } from 'drizzle-orm';
import { inWorkspace } from '../in-workspace.ts';
import type { Database } from '../client.ts';

/** Projects that have tasks, the one that moved last first; as many as a page may choose from. */
export async function listProjects(db: Database, workspace: string): Promise<ProjectOverview[]> {
  return await readProjects(db, workspace, { limit: LIMITS.graphProjects });
}

/** What the tasks of one project add up to ('': of those that have none); null when it has none. */
export async function findProject(
  db: Database,
  workspace: string,
  name: string,
): Promise<ProjectOverview | null> {
  const found = await readProjects(db, workspace, { where: eq(project.project, name), limit: 1 });
  return found[0] ?? null;
}

async function readProjects(
  db: Database,
  workspace: string,
  { where, limit }: { where?: SQL; limit: number },
): Promise<ProjectOverview[]> {
  const rows = await db
    .select()
    .from(project)
    .where(and(inWorkspace(project, workspace), gt(project.tasks, 0), where))
    .orderBy(desc(project.lastAt), desc(project.project))
    .limit(limit);
  return rows.map((row) => ({
    project: row.project === '' ? null : row.project,
    tasks: row.tasks,
    open: row.openTasks,
    lastAt: row.lastAt,
    origin: row.askedTasks > 0 ? 'prometheus' : row.plannedTasks > 0 ? 'plan' : null,
  }));
}
