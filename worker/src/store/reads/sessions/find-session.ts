import { session } from '@claude-monitor/drizzle/schema';
import { type Session } from '@claude-monitor/protocol';
import { and, desc, eq, ne, sql, type SQL } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import { inWorkspace } from '../../in-workspace.ts';
import type { Database } from '../../client.ts';
import { readSession } from '../read-view.ts';

export type FoundSession = { view: Session; run: string };

/**
 * The session of an internal id, else the newest attempt under the caller's own id; null where there
 * is neither. The id of a run that is shown as another session finds that session.
 */
export async function findSession(
  db: Database,
  workspace: string,
  id: string,
): Promise<FoundSession | null> {
  const columns = { view: session.view, run: session.run };
  const stands = and(inWorkspace(session, workspace), eq(session.isGone, false));
  const hidden = alias(session, 'hidden');
  const shownAs = (isTarget: SQL) =>
    db
      .select({ shownAs: hidden.shownAs })
      .from(hidden)
      .where(and(inWorkspace(hidden, workspace), isTarget, ne(hidden.shownAs, '')))
      .limit(1);
  const [byId, bySessionId, byRun] = await db.batch([
    db
      .select(columns)
      .from(session)
      .where(and(stands, sql`${session.id} in (${id}, ${shownAs(eq(hidden.id, id))})`)),
    db
      .select(columns)
      .from(session)
      .where(and(stands, eq(session.sessionId, id)))
      .orderBy(desc(session.startedAt), desc(session.id))
      .limit(1),
    db
      .select(columns)
      .from(session)
      .where(and(stands, sql`${session.id} = ${shownAs(eq(hidden.sessionId, id))}`)),
  ]);
  const row = byId[0] ?? bySessionId[0] ?? byRun[0];
  if (row === undefined) return null;
  return { view: readSession(row.view), run: row.run };
}
