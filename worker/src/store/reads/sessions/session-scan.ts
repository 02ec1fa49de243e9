import { session, task } from '@claude-monitor/drizzle/schema';
import { LIMITS, TIME, type Session } from '@claude-monitor/protocol';
import { and, eq, gte, lt, sql, type SQL } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import type { Database } from '../../client.ts';
import { floorTo } from '../../hours.ts';
import { isAnyOf } from '../../in-list.ts';
import { inWorkspace } from '../../in-workspace.ts';
import { hasLabels } from '../of-labels.ts';
import { readSession, readTask } from '../read-view.ts';
import { foldCase, passes, textOf, type SessionsQuery } from './session-filters.ts';

export type ScanOrder = 'last_at' | 'started_at';

export type Scan = {
  workspace: string;
  query: Partial<SessionsQuery>;
  by: ScanOrder;
  order: 'asc' | 'desc';
  /** Where the page before ended. */
  after: { at: number; id: string } | null;
  count: number;
  now: number;
};

/** A row that was looked at; `view` is null where it does not match. */
export type Scanned = { id: string; startedAt: number; lastAt: number; view: Session | null };

/**
 * The next sessions in order of time, as many as `count` and no more, whether they match or not: rows are
 * cut off before they are filtered, so a filter that few sessions pass reads no more than one that all do.
 */
export async function scanSessions(db: Database, scan: Scan): Promise<Scanned[]> {
  const { query, workspace, now } = scan;
  const rows = await db
    .select({
      id: sql<string>`${session.id}`,
      startedAt: sql<number>`${session.startedAt}`,
      lastAt: sql<number>`${session.lastAt}`,
      view: sql<
        Uint8Array | ArrayBuffer | string | null
      >`case when ${columnsMatch(query)} then ${session.view} end`,
    })
    .from(inOrder(db, scan));
  rows.sort(comparing(scan));
  const found = rows.map((row) => ({ ...row, view: viewOf(row.view, query, now) }));
  return query.q === undefined ? found : await onlyWith(db, workspace, { found, text: query.q });
}

/** The rows of one range of an index, by the table's own name. */
function inOrder(db: Database, scan: Scan): SQL {
  const { workspace, query, after, by, order, count } = scan;
  const inner = db
    .select()
    .from(session)
    .where(
      and(
        inWorkspace(session, workspace),
        eq(session.isGone, false),
        by === 'last_at' && query.from !== undefined
          ? gte(session.lastHour, floorTo(query.from, TIME.hourMs))
          : undefined,
        by === 'started_at' && query.to !== undefined ? lt(session.startedAt, query.to) : undefined,
        after === null ? undefined : isAfter(by, order, after),
      ),
    )
    .orderBy(...ordering(scan))
    .limit(count);
  return sql`(${inner.getSQL()}) as ${sql.identifier('session')}`;
}

function ordering({ by, order }: Pick<Scan, 'by' | 'order'>): SQL[] {
  const columns =
    by === 'last_at'
      ? [session.lastHour, session.lastAt, session.id]
      : [session.startedAt, session.id];
  return columns.map((column) => (order === 'asc' ? sql`${column} asc` : sql`${column} desc`));
}

/** As the index has them: what a subquery hands on comes in no promised order, and sorting there is billed. */
function comparing({ by, order }: Pick<Scan, 'by' | 'order'>) {
  const sign = order === 'asc' ? 1 : -1;
  const at = (row: { startedAt: number; lastAt: number }): number =>
    by === 'last_at' ? row.lastAt : row.startedAt;
  type Row = { id: string; startedAt: number; lastAt: number };
  return (a: Row, b: Row): number => sign * (at(a) - at(b) || (a.id < b.id ? -1 : 1));
}

function isAfter(
  by: ScanOrder,
  order: 'asc' | 'desc',
  { at, id }: { at: number; id: string },
): SQL {
  const sign = sql.raw(order === 'asc' ? '>' : '<');
  if (by === 'started_at') return sql`(${session.startedAt}, ${session.id}) ${sign} (${at}, ${id})`;
  const hour = floorTo(at, TIME.hourMs);
  return sql`(${session.lastHour}, ${session.lastAt}, ${session.id}) ${sign} (${hour}, ${at}, ${id})`;
}

const columnsMatch = (query: Partial<SessionsQuery>): SQL =>
  and(
    query.from === undefined ? undefined : gte(session.lastAt, query.from),
    query.to === undefined ? undefined : lt(session.startedAt, query.to),
    isAnyOf(session.agent, query.agent),
    isAnyOf(session.project, query.project),
    isAnyOf(session.user, query.user),
    hasLabels(query.label),
  ) ?? sql`true`;

function viewOf(
  stored: Uint8Array | ArrayBuffer | string | null,
  query: Partial<SessionsQuery>,
  now: number,
): Session | null {
  if (stored === null) return null;
  const view = readSession(stored instanceof ArrayBuffer ? new Uint8Array(stored) : stored);
  return passes(view, query, now) ? view : null;
}

/** Of those that match, the ones that have the text in their own fields or in a description of their tasks. */
async function onlyWith(
  db: Database,
  workspace: string,
  { found, text }: { found: readonly Scanned[]; text: string },
): Promise<Scanned[]> {
  const wanted = foldCase(text);
  const isOwn = ({ view }: Scanned): boolean => view !== null && textOf(view).includes(wanted);
  const open = found.filter((row) => row.view !== null && !isOwn(row)).map((row) => row.id);
  const named =
    open.length === 0 ? new Set() : await withTask(db, workspace, { ids: open, wanted });
  return found.map((row) => (isOwn(row) || named.has(row.id) ? row : { ...row, view: null }));
}

async function withTask(
  db: Database,
  workspace: string,
  { ids, wanted }: { ids: readonly string[]; wanted: string },
): Promise<Set<string>> {
  const of = alias(task, 'of_session');
  const rows = await db
    .select({ session: of.session, view: of.view })
    .from(of)
    .where(
      and(
        sql`${of.session} in (select value from json_each(${JSON.stringify(ids)}))`,
        inWorkspace(of, workspace),
        eq(of.isGone, false),
      ),
    )
    .limit(LIMITS.searchedTasks);
  const hits = rows.filter(({ view }) => {
    const { taskId, description } = readTask(view);
    return foldCase(`${taskId}\n${description ?? ''}`).includes(wanted);
  });
  return new Set(hits.map((row) => row.session));
}
