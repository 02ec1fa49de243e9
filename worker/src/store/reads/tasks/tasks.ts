import { LIMITS, type Ordered, type Task, type TaskFacets } from '@claude-monitor/protocol';
import type { Database } from '../../client.ts';
import { filtersOf, pageByFigure, pageInTime, placeOf } from '../list-pages.ts';
import type { Page } from '../page-cursor.ts';
import { findSession } from '../sessions/find-session.ts';
import { taskFacetsOf } from './task-facets.ts';
import { taskKeyOf, type TasksQuery } from './task-filters.ts';
import { scanTasks, type TaskScan } from './task-scan.ts';

export type { TasksQuery };

export type TasksPage = Page<Task> & { facets?: TaskFacets; ordered?: Ordered };

type PageQuery = Partial<TasksQuery> & { limit: number };

/**
 * Tasks of the workspace or of one session, the one that started (or was planned) last first unless the query says
 * otherwise; in every other order those that ended. Filters look through a bounded number of tasks a page.
 */
export async function listTasks(
  db: Database,
  workspace: string,
  { query, now }: { query: PageQuery; now: number },
): Promise<TasksPage> {
  const { session, ...filters } = query;
  if (session === undefined) return await readTasks(db, { workspace, query: filters, now });
  const found = await findSession(db, workspace, session);
  if (found === null) return { items: [], next: null };
  const ofSession = { ...filters, session: found.view.id };
  return await readTasks(db, { workspace, query: ofSession, now });
}

/** All tasks that one session works or worked on, as many as a plan may have. */
export async function tasksOfSession(db: Database, workspace: string, id: string): Promise<Task[]> {
  const query = { session: id, limit: LIMITS.planTasks };
  return (await readTasks(db, { workspace, query, now: 0 })).items;
}

async function readTasks(
  db: Database,
  { workspace, query, now }: { workspace: string; query: PageQuery; now: number },
): Promise<TasksPage> {
  const { sort = 'listed_at', order = 'desc', limit } = query;
  const filters = filtersOf(query);
  const after = placeOf(query.cursor, filters);
  const by = sort === 'listed_at' ? sort : 'ended_at';
  const newest = { workspace, query, now, by, order: 'desc', after: null } as const;
  const page = async (): Promise<TasksPage> => {
    if (sort === by) {
      const count = countOf(query);
      const rows = await scanTasks(db, { ...newest, order, after, count });
      return pageInTime(rows, { limit, count, filters });
    }
    const most = LIMITS.sortedTasks;
    const rows = await scanTasks(db, { ...newest, count: most + 1 });
    const keyOf = (task: Task): number => taskKeyOf(task, sort);
    return pageByFigure(rows, { limit, most, filters, order, after, keyOf });
  };
  const found = await page();
  if (query.facets !== true) return found;
  return { ...found, facets: await facetsOf(db, newest) };
}

async function facetsOf(db: Database, newest: Omit<TaskScan, 'count'>): Promise<TaskFacets> {
  const rows = await scanTasks(db, { ...newest, count: LIMITS.scannedSessions });
  const shown = rows.flatMap(({ view }) => view ?? []);
  return taskFacetsOf(shown, rows.length < LIMITS.scannedSessions);
}

/** Without a filter each row that is read is one of the page. */
function countOf(query: PageQuery): number {
  const { limit, cursor: _c, sort: _s, order: _o, facets: _f, ...filters } = query;
  const { session: _session, from: _from, to: _to, ...filtered } = filters;
  const isFiltered = Object.values(filtered).some((value) => value !== undefined);
  return isFiltered ? Math.max(limit + 1, LIMITS.scannedSessions) : limit + 1;
}
