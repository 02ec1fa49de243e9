import { session } from '@claude-monitor/drizzle/schema';
import { LIMITS, TIME } from '@claude-monitor/protocol';
import { and, gte, lt, sql } from 'drizzle-orm';
import type { Database } from '../client.ts';
import { isAnyOf } from '../in-list.ts';
import { inWorkspace } from '../in-workspace.ts';
import type { ActivityQuery } from './activity-query.ts';

/** Clocks of all zones differ by multiples of this, so each quarter of an hour lies in one point of a series. */
const QUARTER_MS = TIME.hourMs / 4;

type StartedSessions = {
  /** How many started within a quarter of an hour, by the names of the grouping, '' for none. */
  counts: { at: number; keys: string[]; count: number }[];
  /** Only those that started from here on were looked at; null: all. */
  from: number | null;
};

/** Sessions that started in a window, the newest `LIMITS.countedSessions` of all that did. */
export async function countSessions(
  db: Database,
  workspace: string,
  { query, most = LIMITS.countedSessions }: { query: ActivityQuery; most?: number },
): Promise<StartedSessions> {
  const { from, to, groupBy = [] } = query;
  const isInWindow = and(
    inWorkspace(session, workspace),
    from === undefined ? undefined : gte(session.startedAt, from),
    to === undefined ? undefined : lt(session.startedAt, to),
  );
  const newest = db
    .select({
      startedAt: session.startedAt,
      agent: session.agent,
      project: session.project,
      user: session.user,
      isGone: session.isGone,
    })
    .from(session)
    .where(isInWindow)
    .orderBy(sql`${session.startedAt} desc`)
    .limit(most)
    .as('newest');
  const quarter = sql<number>`${newest.startedAt} - ${newest.startedAt} % ${QUARTER_MS}`;
  const key = (place: number) => {
    const name = groupBy[place];
    return name === undefined ? sql<string>`''` : sql<string>`${newest[name]}`;
  };
  const matches = and(
    sql`not ${newest.isGone}`,
    isAnyOf(sql`${newest.agent}`, query.agent),
    isAnyOf(sql`${newest.project}`, query.project),
    isAnyOf(sql`${newest.user}`, query.user),
  );
  const [rows, [last]] = await db.batch([
    db
      .select({
        at: sql<number>`max(${quarter}, ${from ?? 0})`,
        key0: key(0),
        key1: key(1),
        key2: key(2),
        count: sql<number>`count(*)`,
      })
      .from(newest)
      .where(matches)
      .groupBy(sql`1, 2, 3, 4`),
    db
      .select({ at: session.startedAt })
      .from(session)
      .where(isInWindow)
      .orderBy(sql`${session.startedAt} desc`)
      .limit(1)
      .offset(most),
  ]);
  return {
    counts: rows.map(({ at, key0, key1, key2, count }) => ({
      at,
      keys: [key0, key1, key2],
      count,
    })),
    from: last === undefined ? null : last.at + 1,
  };
}
