import { session } from '@claude-monitor/drizzle/schema';
import { LIMITS, TIME, type Session, type UptimeQuery } from '@claude-monitor/protocol';
import { and, gte, lt, sql } from 'drizzle-orm';
import type { Database } from '../client.ts';
import { floorTo } from '../hours.ts';
import { inWorkspace } from '../in-workspace.ts';
import { readSession } from '../reads/read-view.ts';

export type OpenSessions = {
  sessions: Session[];
  /** Only those that were heard from here on were looked at; null: all. */
  from: number | null;
};

/** Sessions that were heard in a window and did not end, a bounded number of those heard last. */
export async function readOpenSessions(
  db: Database,
  workspace: string,
  { query, from, to }: { query: Partial<UptimeQuery>; from: number; to: number },
): Promise<OpenSessions> {
  const most = LIMITS.followedSessions;
  const rows = await db
    .select({
      lastHour: session.lastHour,
      agent: session.agent,
      project: session.project,
      user: session.user,
      isGone: session.isGone,
      view: session.view,
    })
    .from(session)
    .where(
      and(
        inWorkspace(session, workspace),
        gte(session.lastHour, floorTo(from, TIME.hourMs)),
        lt(session.lastHour, to),
      ),
    )
    .orderBy(sql`${session.lastHour} desc`)
    .limit(most + 1);
  const looked = rows.slice(0, most);
  const last = looked.at(-1);
  const isWhole = rows.length <= most;
  return {
    // Filtered after the limit, so that a filter reads no more rows.
    sessions: looked
      .filter(
        ({ isGone, agent, project, user }) =>
          !isGone &&
          isOneOf(agent, query.agent) &&
          isOneOf(project, query.project) &&
          isOneOf(user, query.user),
      )
      .map(({ view }) => readSession(view))
      .filter(({ endedAt }) => endedAt === null),
    from: isWhole || last === undefined ? null : last.lastHour + TIME.hourMs,
  };
}

const isOneOf = (value: string, wanted: readonly string[] | undefined): boolean =>
  wanted === undefined || wanted.includes(value);
