import { session } from '@claude-monitor/drizzle/schema';
import { type Session, type sessionsQuerySchema } from '@claude-monitor/protocol';
import { and, desc, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { inWorkspace } from '../in-workspace.ts';
import type { Database } from '../client.ts';
import { hasLabels } from './of-labels.ts';
import { readSession } from './read-view.ts';
import { pageOf, readCursor, type Page } from './page-cursor.ts';

export type SessionsQuery = z.infer<typeof sessionsQuerySchema>;

const cursorKeys = z.tuple([z.number(), z.string()]);

/** The workspace's sessions, the one that started last first. */
export async function listSessions(
  db: Database,
  workspace: string,
  query: SessionsQuery,
): Promise<Page<Session>> {
  const rows = await db
    .select({ id: session.id, startedAt: session.startedAt, view: session.view })
    .from(session)
    .where(
      and(
        inWorkspace(session, workspace),
        eq(session.isGone, false),
        query.agent === undefined ? undefined : eq(session.agent, query.agent),
        query.project === undefined ? undefined : eq(session.project, query.project),
        query.user === undefined ? undefined : eq(session.user, query.user),
        hasLabels(query.label),
        query.cursor === undefined ? undefined : isAfter(query.cursor),
      ),
    )
    .orderBy(desc(session.startedAt), desc(session.id))
    .limit(query.limit + 1);
  const page = pageOf(rows, query.limit, (row) => [row.startedAt, row.id]);
  return { items: page.rows.map((row) => readSession(row.view)), next: page.next };
}

function isAfter(cursor: string) {
  const [startedAt, id] = readCursor(cursor, cursorKeys);
  return sql`(${session.startedAt}, ${session.id}) < (${startedAt}, ${id})`;
}
