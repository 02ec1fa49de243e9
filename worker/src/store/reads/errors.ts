import { errorHour, session } from '@claude-monitor/drizzle/schema';
import {
  severitySchema,
  TIME,
  type ErrorGroup,
  type errorsQuerySchema,
} from '@claude-monitor/protocol';
import { and, eq, gt, sql, type SQL } from 'drizzle-orm';
import { z } from 'zod';
import { inWorkspace } from '../in-workspace.ts';
import type { Database } from '../client.ts';
import { findSession } from './sessions/find-session.ts';
import { floorTo, isWithin, wholeHours } from '../hours.ts';
import { isOfLabels } from './of-labels.ts';
import { pageOf, readCursor, type Page } from './page-cursor.ts';

export type ErrorsQuery = z.infer<typeof errorsQuerySchema> & { project?: string };

const DEFAULT_WINDOW_MS = 7 * TIME.dayMs;

const cursorKeys = z.tuple([z.number(), z.string(), z.string()]);

/**
 * Errors of the workspace or one session, alike ones together, the newest first. The window is whole
 * hours, the last seven days unless the query says otherwise; of a session, its whole life.
 */
export async function listErrors(
  db: Database,
  workspace: string,
  query: ErrorsQuery,
  now: number,
): Promise<Page<ErrorGroup>> {
  const scope = await scopeOf(db, workspace, query, now);
  if (scope === null) return { items: [], next: null };
  const firstAt = sql<number>`min(${errorHour.firstAt})`;
  const lastAt = sql<number>`max(${errorHour.lastAt})`;
  const { owner, fingerprint } = errorHour;
  const rows = await db
    .select({
      owner,
      fingerprint,
      agentName: errorHour.agent,
      sessionId: errorHour.sessionId,
      errorType: errorHour.errorType,
      message: errorHour.message,
      severity: errorHour.severity,
      count: sql<number>`sum(${errorHour.count})`,
      firstAt,
      lastAt,
    })
    .from(errorHour)
    .where(
      and(
        inWorkspace(errorHour, workspace),
        scope,
        isOfLabels(owner, workspace, query.label),
        gt(errorHour.count, 0),
      ),
    )
    .groupBy(owner, fingerprint)
    .having(query.cursor === undefined ? undefined : isAfter(query.cursor, lastAt))
    .orderBy(sql`${lastAt} desc`, sql`${owner} desc`, sql`${fingerprint} desc`)
    .limit(query.limit + 1);
  const page = pageOf(rows, query.limit, (row) => [row.lastAt, row.owner, row.fingerprint]);
  return {
    items: page.rows.map(({ owner: session, fingerprint: _, severity, ...group }) => ({
      ...group,
      session,
      severity: severitySchema.parse(severity),
    })),
    next: page.next,
  };
}

/** The rows to look at; null where the session is not known. */
async function scopeOf(
  db: Database,
  workspace: string,
  query: ErrorsQuery,
  now: number,
): Promise<SQL | undefined | null> {
  const window = wholeHours(query);
  if (query.session !== undefined) {
    const found = await findSession(db, workspace, query.session);
    if (found === null) return null;
    return and(eq(errorHour.owner, found.view.id), isWithin(errorHour.hour, window));
  }
  const newest = Math.max(0, (window.to ?? now) - DEFAULT_WINDOW_MS);
  const from = window.from ?? floorTo(newest, TIME.hourMs);
  return and(isWithin(errorHour.hour, { from, to: window.to }), ofProject(query.project));
}

/** Errors stand by their session, which knows its project. */
const ofProject = (project: string | undefined): SQL | undefined =>
  project === undefined
    ? undefined
    : sql`exists (select 1 from ${session} where ${session.id} = ${errorHour.owner}
        and ${session.workspace} = ${errorHour.workspace} and ${session.project} = ${project})`;

function isAfter(cursor: string, lastAt: SQL<number>): SQL {
  const [at, owner, fingerprint] = readCursor(cursor, cursorKeys);
  return sql`(${lastAt}, ${errorHour.owner}, ${errorHour.fingerprint}) < (${at}, ${owner}, ${fingerprint})`;
}
