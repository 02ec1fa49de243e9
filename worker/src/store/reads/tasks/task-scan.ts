import { task } from '@claude-monitor/drizzle/schema';
import type { Task } from '@claude-monitor/protocol';
import { and, eq, gte, isNotNull, lt, sql, type SQL } from 'drizzle-orm';
import type { Database } from '../../client.ts';
import { isAnyOf } from '../../in-list.ts';
import { inWorkspace } from '../../in-workspace.ts';
import type { Looked, Order, Place } from '../list-pages.ts';
import { isOfSessions, passingSessions } from '../of-sessions.ts';
import { readTask } from '../read-view.ts';
import { passesTask, statusesOf, type TasksQuery } from './task-filters.ts';

export type TaskScan = {
  workspace: string;
  query: Partial<Omit<TasksQuery, 'session'>> & { session?: string | undefined };
  /** By their end only tasks that have one. */
  by: 'listed_at' | 'ended_at';
  order: Order;
  /** Where the page before ended. */
  after: Place | null;
  count: number;
  now: number;
};

/**
 * The next tasks in order of time, as many as `count` and no more, whether they match or not: rows are cut off
 * before they are filtered, so a filter that few tasks pass reads no more than one that all do.
 */
export async function scanTasks(db: Database, scan: TaskScan): Promise<Looked<Task>[]> {
  const { query, workspace, by, now, order } = scan;
  const rows = await db
    .select({
      id: sql<string>`${task.id}`,
      at: sql<number>`${by === 'listed_at' ? task.listedAt : task.endedAt}`,
      session: sql<string>`${task.session}`,
      view: sql<
        Uint8Array | ArrayBuffer | string | null
      >`case when ${columnsMatch(workspace, query)} then ${task.view} end`,
    })
    .from(inOrder(db, scan));
  // What a subquery hands on comes in no promised order, and sorting there is billed.
  const sign = order === 'asc' ? 1 : -1;
  rows.sort((a, b) => sign * (a.at - b.at || (a.id < b.id ? -1 : 1)));
  const owners = rows.flatMap((row) => (row.view === null ? [] : [row.session]));
  const passing = await passingSessions(db, workspace, { ids: owners, query, now });
  return rows.map(({ id, at, session, view }) => {
    if (view === null || passing?.has(session) === false) return { id, at, view: null };
    const read = readTask(view instanceof ArrayBuffer ? new Uint8Array(view) : view);
    return { id, at, view: passesTask(read, query) ? read : null };
  });
}

/** The rows of one range of an index, by the table's own name. */
function inOrder(db: Database, { workspace, query, by, order, after, count }: TaskScan): SQL {
  const time = by === 'listed_at' ? task.listedAt : task.endedAt;
  const [only, ...others] = query.project ?? [];
  const inner = db
    .select()
    .from(task)
    .where(
      and(
        inWorkspace(task, workspace),
        eq(task.isGone, false),
        by === 'ended_at' ? isNotNull(task.endedAt) : undefined,
        query.session === undefined ? undefined : eq(task.session, query.session),
        // Of one project an index has them in order of their start.
        by === 'listed_at' && only !== undefined && others.length === 0
          ? eq(task.project, only)
          : undefined,
        query.from === undefined ? undefined : gte(time, query.from),
        query.to === undefined ? undefined : lt(time, query.to),
        after === null
          ? undefined
          : sql`(${time}, ${task.id}) ${sql.raw(order === 'asc' ? '>' : '<')} (${after.at}, ${after.id})`,
      ),
    )
    .orderBy(
      ...[time, task.id].map((column) =>
        order === 'asc' ? sql`${column} asc` : sql`${column} desc`,
      ),
    )
    .limit(count);
  return sql`(${inner.getSQL()}) as ${sql.identifier('task')}`;
}

const columnsMatch = (workspace: string, query: TaskScan['query']): SQL =>
  and(
    isAnyOf(task.project, query.project),
    isAnyOf(task.status, query.status),
    isAnyOf(task.status, statusesOf(query.outcome)),
    isOfSessions(task.session, workspace, { user: query.user, label: query.label }),
  ) ?? sql`true`;
