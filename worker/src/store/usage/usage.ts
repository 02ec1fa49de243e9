import { LIMITS, type usageQuerySchema, type UsageAnswer } from '@claude-monitor/protocol';
import { desc, sql, type SQL } from 'drizzle-orm';
import type { z } from 'zod';
import type { Database } from '../client.ts';
import { findSession } from '../reads/sessions/find-session.ts';
import { figureColumns, tokensOf } from './usage-figures.ts';
import { namedGroups, type GroupRow } from './usage-groups.ts';
import { filtered, keyOf } from './usage-keys.ts';
import { ofLabels, withLabels } from './usage-labels.ts';
import { pointSource } from './usage-points.ts';
import { othersOf, seriesOf, shapeOf, type SeriesShape } from './usage-series.ts';
import { hourSource, pointOf, trendSource } from './usage-source.ts';
import type { UsageSource } from './usage-rows.ts';
import { usageWindow } from './usage-window.ts';
import { safeSumOf } from '../safe-sum.ts';

export type UsageQuery = Partial<z.output<typeof usageQuerySchema>> & { most?: Most };

/** Which groups are answered: so many, those with the most of this first. */
type Most = { of: 'cost' | 'tokens'; groups: number };

type Usage = Omit<UsageAnswer, 'asOf' | 'fresh'>;

/** Of a series by groups: how many stand by themselves. */
const DEAREST = 5;

/**
 * Sums of a window, exact to the millisecond, its series, and its largest groups. All are read in one
 * transaction, so that they agree. Without an interval a point of the series begins with its hour or UTC
 * day, and holds what of it lies in the window. `now` ends a window without `to` that is cut by an interval.
 */
export async function readUsage(
  db: Database,
  workspace: string,
  { query, now = Number.MAX_SAFE_INTEGER }: { query: UsageQuery; now?: number },
): Promise<Usage> {
  const { groupBy = [] } = query;
  const shape = shapeOf(query, now);
  const window = usageWindow(shape.kind === 'points' ? { from: query.from, to: shape.to } : query);
  const owners = await ownersOf(db, workspace, query.session);
  const isOfRollup =
    owners !== undefined ||
    query.task !== undefined ||
    groupBy.some((grouping) => grouping === 'session' || grouping === 'task');
  const narrowed = (source: UsageSource): UsageSource =>
    ofLabels(filtered(source, query), workspace, query.label);
  const whole = narrowed(
    isOfRollup ? hourSource(workspace, window, owners) : trendSource(workspace, window),
  );
  const pointed =
    shape.kind === 'points'
      ? narrowed(pointSource({ workspace, points: shape.points, owners, isOfRollup }))
      : whole;
  const at = pointColumn(pointed, shape);
  const points = selectPoints(db, pointed, at);
  if (groupBy.length === 0) {
    return { ...window, ...seriesOf(shape, await points), groups: [], others: null };
  }
  const keys = groupBy.map((grouping, place) => keyOf(whole.table, grouping, place));
  const grouped = withLabels(whole, workspace, groupBy);
  const selected = selectGroups(db, grouped, { keys, most: query.most ?? MOST });
  const name = (rows: GroupRow[]) => namedGroups({ db, workspace, groupBy, rows });
  if (query.seriesOf !== 'groups') {
    const [pointRows, groupRows] = await db.batch([points, selected]);
    const series = seriesOf(shape, pointRows);
    const groups = await name(groupRows);
    return { ...window, ...series, groups, others: othersOf(series.totals, groups) };
  }
  const byGroup = selectPointGroups(db, {
    at,
    keys,
    pointed: withLabels(pointed, workspace, groupBy),
    grouped,
  });
  const [pointRows, groupRows, partRows] = await db.batch([points, selected, byGroup]);
  const parts = await name(partRows);
  const placed = parts.map((group, index) => ({ at: partRows[index]?.at ?? 0, group }));
  const series = seriesOf(shape, pointRows, placed);
  const groups = await name(groupRows);
  return { ...window, ...series, groups, others: othersOf(series.totals, groups) };
}

/** Internal ids; undefined: of all sessions. */
async function ownersOf(
  db: Database,
  workspace: string,
  sessions: readonly string[] | undefined,
): Promise<string[] | undefined> {
  if (sessions === undefined) return undefined;
  const found = await Promise.all(sessions.map((id) => findSession(db, workspace, id)));
  return [...new Set(found.flatMap((one) => one?.view.id ?? []))];
}

const pointColumn = (source: UsageSource, shape: SeriesShape): SQL<number> =>
  shape.kind === 'points' ? source.at : pointOf(source, shape.step);

function selectPoints(db: Database, source: UsageSource, at: SQL<number>) {
  return db
    .select({ at, ...figureColumns(source.table) })
    .from(source.rows)
    .where(source.where)
    .groupBy(sql`1`)
    .orderBy(sql`1`);
}

const keyColumns = ([first, second, third]: readonly SQL<string>[]) => ({
  key0: first ?? NO_KEY,
  key1: second ?? NO_KEY,
  key2: third ?? NO_KEY,
});

const NO_KEY = sql<string>`''`;

const MOST: Most = { of: 'tokens', groups: LIMITS.usageGroups };

function selectGroups(
  db: Database,
  source: UsageSource,
  { keys, most }: { keys: readonly SQL<string>[]; most: Most },
) {
  const tokens = tokensOf(source.table);
  return db
    .select({ ...keyColumns(keys), ...figureColumns(source.table) })
    .from(source.rows)
    .where(source.where)
    .groupBy(sql`1, 2, 3`)
    .orderBy(desc(most.of === 'cost' ? costOf(source.table) : tokens), desc(tokens), sql`1, 2, 3`)
    .limit(most.groups);
}

const costOf = ({ provenance, costMicros }: UsageSource['table']): SQL =>
  safeSumOf(sql`case when ${provenance} = 'superseded' then 0 else ${costMicros} end`);

/** Of the groups that cost most in the whole window, what each used in each point. */
function selectPointGroups(
  db: Database,
  {
    at,
    keys,
    pointed,
    grouped,
  }: { at: SQL<number>; keys: readonly SQL<string>[]; pointed: UsageSource; grouped: UsageSource },
) {
  const columns = sql.join(Object.values(keyColumns(keys)), sql`, `);
  const dearest = sql`select ${columns} from ${grouped.rows} where ${grouped.where ?? sql`true`}
    group by 1, 2, 3 order by ${costOf(grouped.table)} desc, ${tokensOf(grouped.table)} desc, 1, 2, 3 limit ${DEAREST}`;
  return db
    .select({ at, ...keyColumns(keys), ...figureColumns(pointed.table) })
    .from(pointed.rows)
    .where(sql`${pointed.where ?? sql`true`} and (${columns}) in (${dearest})`)
    .groupBy(sql`1, 2, 3, 4`)
    .orderBy(sql`1`, desc(tokensOf(pointed.table)), sql`2, 3, 4`);
}
