import { activityTrend } from '@claude-monitor/drizzle/schema';
import {
  ACTIVITY_SUM_FIELDS,
  LIMITS,
  noActivity,
  safeSum,
  type ActivityAnswer,
  type ActivityGrouping,
  type ActivitySums,
} from '@claude-monitor/protocol';
import { and, sql, type SQL } from 'drizzle-orm';
import type { Stretch } from '../../domain/calendar.ts';
import type { Database } from '../client.ts';
import { wholeHours, type HourWindow } from '../hours.ts';
import { isAnyOf } from '../in-list.ts';
import { inWorkspace } from '../in-workspace.ts';
import { safeSumOf } from '../safe-sum.ts';
import { cellsOf } from '../usage/usage-ranges.ts';
import { shapeOf } from '../usage/usage-series.ts';
import type { ActivityQuery } from './activity-query.ts';
import { countSessions } from './count-sessions.ts';
import { hoursOfPoints } from './hours-of-points.ts';

type Activity = Omit<ActivityAnswer, 'asOf' | 'fresh'>;

/** What is asked of which stretches: each is one range of a key. */
type Part = { point: number; hours: HourWindow };

/**
 * Work is counted by the hour, so a window is the whole hours that hold it, and an hour that a point of the
 * series cuts counts where it begins: groups and series add up to the same totals. Sessions count by the
 * moment they started, a bounded number of them.
 */
export async function readActivity(
  db: Database,
  workspace: string,
  { query, now }: { query: ActivityQuery; now: number },
): Promise<Activity> {
  const { groupBy = [] } = query;
  const hours = wholeHours(query);
  const points = pointsOf(query, now);
  const work = (parts: readonly Part[], keys: readonly ActivityGrouping[]) =>
    selectWork(db, { workspace, query, parts, keys });
  const whole: Part[] = [{ point: 0, hours }];
  const sessions = await countSessions(db, workspace, { query });
  const [grouped, all, byPoint] = await db.batch([
    work(whole, groupBy),
    work(whole, []),
    work(partsOf(points), []),
  ]);
  const started = sessions.counts.map(({ at, keys, count }) => ({
    ...noActivity(),
    sessions: count,
    point: pointAt(points, at),
    key0: keys[0] ?? '',
    key1: keys[1] ?? '',
    key2: keys[2] ?? '',
  }));
  const totals = sumOf([...all, ...started]);
  const groups = groupBy.length === 0 ? [] : groupsOf([...grouped, ...started], groupBy.length);
  const sent = groups.slice(0, LIMITS.usageGroups);
  const ofPoint = Map.groupBy([...byPoint, ...started], ({ point }) => point);
  return {
    ...hours,
    totals,
    groups: sent,
    others: groups.length === sent.length ? null : sumOf(groups.slice(sent.length)),
    sessionsFrom: sessions.from,
    series: points.map((point, place) => ({ ...sumOf(ofPoint.get(place) ?? []), ...point })),
  };
}

/** The place of the point that holds a moment, or begins within the quarter of an hour that it stands for. */
const pointAt = (points: readonly Stretch[], at: number): number =>
  Math.max(
    0,
    points.findLastIndex((point) => point.at <= at),
  );

function pointsOf(query: ActivityQuery, now: number): readonly Stretch[] {
  if (query.interval === undefined) return [];
  const shape = shapeOf(query, now);
  return shape.kind === 'points' ? shape.points : [];
}

const partsOf = (points: readonly Stretch[]): Part[] =>
  hoursOfPoints(points).map((hours, point) => ({ point, hours }));

type WorkQuery = {
  workspace: string;
  query: ActivityQuery;
  parts: readonly Part[];
  keys: readonly ActivityGrouping[];
};

type Row = ActivitySums & { point: number; key0: string; key1: string; key2: string };

const spanPart = (index: number): SQL => sql.raw(`json_extract(span.value, '$[${String(index)}]')`);

/** `cross join` keeps each span one range of the key. */
const spansOf = (spans: readonly unknown[][]): SQL =>
  sql`json_each(${JSON.stringify(spans)}) as span cross join`;

const keyColumns = (keys: readonly ActivityGrouping[]) => {
  const key = (place: number): SQL<string> => {
    const name = keys[place];
    return name === undefined ? sql<string>`''` : sql<string>`${activityTrend[name]}`;
  };
  return { key0: key(0), key1: key(1), key2: key(2) };
};

function selectWork(db: Database, { workspace, query, parts, keys }: WorkQuery) {
  const cells = parts.flatMap(({ point, hours }) =>
    cellsOf(hours).map(({ grain, from, to }) => [point, grain, from, to]),
  );
  return db
    .select({
      point: sql<number>`${spanPart(0)}`,
      ...keyColumns(keys),
      sessions: sql<number>`0`,
      tasksStarted: safeSumOf(activityTrend.tasksStarted),
      tasksDone: safeSumOf(activityTrend.tasksDone),
      tasksFailed: safeSumOf(activityTrend.tasksFailed),
      errors: safeSumOf(activityTrend.errors),
      toolCalls: safeSumOf(activityTrend.toolCalls),
      ...stateTimeSums(),
    })
    .from(sql`${spansOf(cells)} ${activityTrend}`)
    .where(
      and(
        inWorkspace(activityTrend, workspace),
        sql`${activityTrend.grain} = ${spanPart(1)}`,
        sql`${activityTrend.at} >= ${spanPart(2)} and ${activityTrend.at} < ${spanPart(3)}`,
        isAnyOf(activityTrend.agent, query.agent),
        isAnyOf(activityTrend.project, query.project),
        isAnyOf(activityTrend.user, query.user),
      ),
    )
    .groupBy(sql`1, 2, 3, 4`);
}

const stateTimeSums = () => ({
  activeMs: safeSumOf(activityTrend.activeMs),
  waitingMs: safeSumOf(activityTrend.waitingMs),
  idleMs: safeSumOf(activityTrend.idleMs),
  stalledMs: safeSumOf(activityTrend.stalledMs),
  lostMs: safeSumOf(activityTrend.lostMs),
});

function sumOf(rows: readonly ActivitySums[]): ActivitySums {
  const sums = noActivity();
  for (const row of rows) {
    for (const field of ACTIVITY_SUM_FIELDS) sums[field] = safeSum(sums[field] + row[field]);
  }
  return sums;
}

/** Those with most tasks first, then by sessions and name. */
function groupsOf(rows: readonly Row[], places: number): Activity['groups'] {
  const byKey = Map.groupBy(rows, ({ key0, key1, key2 }) => JSON.stringify([key0, key1, key2]));
  return [...byKey.values()]
    .map((own) => {
      const [first] = own;
      const names = first === undefined ? [] : [first.key0, first.key1, first.key2];
      const keys = names.slice(0, places).map((name) => (name === '' ? null : name));
      return { ...sumOf(own), keys };
    })
    .sort(
      (one, other) =>
        other.tasksDone + other.tasksFailed - (one.tasksDone + one.tasksFailed) ||
        other.sessions - one.sessions ||
        compare(JSON.stringify(one.keys), JSON.stringify(other.keys)),
    );
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
