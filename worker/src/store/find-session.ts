import { session } from '@claude-monitor/drizzle/schema';
import { cardSchema, type Card } from '@claude-monitor/protocol';
import { and, desc, eq } from 'drizzle-orm';
import { inWorkspace } from './in-workspace.ts';
import type { Database } from './client.ts';

/** A session, and the internal key under which its events arrived. */
export type FoundSession = { card: Card; run: string };

/**
 * The session of an internal id, else the newest attempt under the caller's own id; null where there
 * is neither.
 */
export async function findSession(
  db: Database,
  workspace: string,
  id: string,
): Promise<FoundSession | null> {
  const columns = { view: session.view, run: session.run };
  const stands = and(inWorkspace(session, workspace), eq(session.isGone, false));
  const [byId, bySessionId] = await db.batch([
    db
      .select(columns)
      .from(session)
      .where(and(stands, eq(session.id, id))),
    db
      .select(columns)
      .from(session)
      .where(and(stands, eq(session.sessionId, id)))
      .orderBy(desc(session.startedAt), desc(session.id))
      .limit(1),
  ]);
  const row = byId[0] ?? bySessionId[0];
  if (row === undefined) return null;
  return { card: cardSchema.parse(JSON.parse(row.view)), run: row.run };
}
