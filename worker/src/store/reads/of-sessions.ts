import { session } from '@claude-monitor/drizzle/schema';
import type { Label } from '@claude-monitor/protocol';
import { and, eq, sql, type SQL } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import type { Database } from '../client.ts';
import { isAnyOf } from '../in-list.ts';
import { hasLabels } from './of-labels.ts';
import { readSession } from './read-view.ts';
import { passes, type SessionsQuery } from './sessions/session-filters.ts';

/** Filters that what belongs to a session passes by that session: the same on every list. */

type ByColumns = {
  agent?: readonly string[] | undefined;
  project?: readonly string[] | undefined;
  user?: readonly string[] | undefined;
  label?: readonly Label[] | undefined;
};

/** What the session's columns tell, by the column that names it; undefined: nothing was asked. */
export function isOfSessions(
  owner: SQLiteColumn,
  workspace: string,
  { agent, project, user, label }: ByColumns,
): SQL | undefined {
  const matches = and(
    isAnyOf(session.agent, agent),
    isAnyOf(session.project, project),
    isAnyOf(session.user, user),
    hasLabels(label),
  );
  if (matches === undefined) return undefined;
  return sql`exists (select 1 from ${session}
    where ${session.workspace} = ${workspace} and ${session.id} = ${owner} and ${matches})`;
}

type ByView = Pick<Partial<SessionsQuery>, 'model' | 'state'>;

/** Which of these sessions pass what only their views tell; null: nothing such was asked. */
export async function passingSessions(
  db: Database,
  workspace: string,
  { ids, query: { model, state }, now }: { ids: Iterable<string>; query: ByView; now: number },
): Promise<ReadonlySet<string> | null> {
  if (model === undefined && state === undefined) return null;
  const sessions = await sessionsById(db, workspace, ids);
  return new Set(
    [...sessions].filter(([, view]) => passes(view, { model, state }, now)).map(([id]) => id),
  );
}

/** Sessions by their internal ids, each by its key; those that are gone are left out. */
export async function sessionsById(
  db: Database,
  workspace: string,
  ids: Iterable<string>,
): Promise<ReadonlyMap<string, ReturnType<typeof readSession>>> {
  const distinct = [...new Set(ids)].filter((id) => id !== '');
  if (distinct.length === 0) return new Map();
  const rows = await db
    .select({ id: session.id, view: session.view })
    .from(session)
    .where(
      and(
        sql`${session.id} in (select value from json_each(${JSON.stringify(distinct)}))`,
        eq(session.workspace, workspace),
        eq(session.isGone, false),
      ),
    );
  return new Map(rows.map(({ id, view }) => [id, readSession(view)]));
}
