import { activityTrend } from '@claude-monitor/drizzle/schema';
import { noStateTimes, type UptimeQuery } from '@claude-monitor/protocol';
import { and, sql, type SQL } from 'drizzle-orm';
import type { Stretch } from '../../domain/calendar.ts';
import type { Placed } from '../../domain/uptime/tails.ts';
import { hoursOfPoints } from '../activity/hours-of-points.ts';
import type { Database } from '../client.ts';
import { isAnyOf } from '../in-list.ts';
import { inWorkspace } from '../in-workspace.ts';
import { safeSumOf } from '../safe-sum.ts';
import { cellsOf } from '../usage/usage-ranges.ts';

/** How long agents were in each state, in each point: cells of trends, whatever the number of sessions. */
export async function readAgentStates(
  db: Database,
  workspace: string,
  { query, points }: { query: Partial<UptimeQuery>; points: readonly Stretch[] },
): Promise<Placed[]> {
  const cells = hoursOfPoints(points).flatMap((hours, place) =>
    cellsOf(hours).map(({ grain, from, to }) => [place, grain, from, to]),
  );
  const part = (index: number): SQL => sql.raw(`json_extract(span.value, '$[${String(index)}]')`);
  const rows = await db
    .select({
      place: sql<number>`${part(0)}`,
      agentName: sql<string>`${activityTrend.agent}`,
      activeMs: safeSumOf(activityTrend.activeMs),
      waitingMs: safeSumOf(activityTrend.waitingMs),
      idleMs: safeSumOf(activityTrend.idleMs),
      stalledMs: safeSumOf(activityTrend.stalledMs),
      lostMs: safeSumOf(activityTrend.lostMs),
    })
    // `cross join` keeps each span one range of the key.
    .from(sql`json_each(${JSON.stringify(cells)}) as span cross join ${activityTrend}`)
    .where(
      and(
        inWorkspace(activityTrend, workspace),
        sql`${activityTrend.grain} = ${part(1)}`,
        sql`${activityTrend.at} >= ${part(2)} and ${activityTrend.at} < ${part(3)}`,
        isAnyOf(activityTrend.agent, query.agent),
        isAnyOf(activityTrend.project, query.project),
        isAnyOf(activityTrend.user, query.user),
      ),
    )
    .groupBy(sql`1, 2`);
  return rows.map(({ place, agentName, ...times }) => ({
    place,
    agentName,
    times: { ...noStateTimes(), ...times },
  }));
}
