import {
  labelKeyOf,
  LIMITS,
  type UsageAnswer,
  type UsageGrouping,
  type usageQuerySchema,
} from '@claude-monitor/protocol';
import { desc, sql } from 'drizzle-orm';
import type { z } from 'zod';
import { callerIds } from '../reads/caller-ids.ts';
import type { Database } from '../client.ts';
import { findSession } from '../reads/find-session.ts';
import { figureColumns, figuresOf, tokensOf, totalOf, type FigureRow } from './usage-figures.ts';
import { seriesStepOf } from './usage-ranges.ts';
import { hourSource, ofProject, pointOf, trendSource } from './usage-source.ts';
import { ofLabels, withLabel } from './usage-labels.ts';
import type { UsageSource } from './usage-rows.ts';
import { usageWindow, type UsageWindow } from './usage-window.ts';

export type UsageQuery = z.infer<typeof usageQuerySchema> & { project?: string };

type Usage = Omit<UsageAnswer, 'asOf' | 'fresh'>;

/**
 * Sums of a window, exact to the millisecond, its series, and its largest groups. Sums and groups are
 * read in one transaction, so that they agree. A point of the series begins with its hour or UTC day,
 * and holds what of it lies in the window.
 */
export async function readUsage(
  db: Database,
  workspace: string,
  query: UsageQuery,
): Promise<Usage> {
  const window = usageWindow(query);
  const found = await sourceOf(db, workspace, query, window);
  if (found === null) return { ...window, totals: totalOf([]), groups: [], series: [] };
  const source = ofLabels(found, workspace, query.label);
  const seriesQuery = selectSeries(db, source, window);
  if (query.groupBy === undefined) {
    return { ...window, ...sumsOf(await seriesQuery), groups: [] };
  }
  const key = labelKeyOf(query.groupBy);
  const grouped = key === null ? source : withLabel(source, workspace, key);
  const [points, groups] = await db.batch([seriesQuery, selectGroups(db, grouped, query.groupBy)]);
  return {
    ...window,
    ...sumsOf(points),
    groups: await namedGroups(db, workspace, query.groupBy, groups),
  };
}

async function sourceOf(
  db: Database,
  workspace: string,
  query: UsageQuery,
  window: UsageWindow,
): Promise<UsageSource | null> {
  if (query.session !== undefined) {
    const found = await findSession(db, workspace, query.session);
    if (found === null) return null;
    return ofProject(hourSource(workspace, window, found.view.id), query.project);
  }
  const isOfRollup = query.groupBy === 'session' || query.groupBy === 'task';
  const source = isOfRollup ? hourSource(workspace, window, null) : trendSource(workspace, window);
  return ofProject(source, query.project);
}

function selectSeries(db: Database, source: UsageSource, window: UsageWindow) {
  const at = pointOf(source, seriesStepOf(window));
  return db
    .select({ at, ...figureColumns(source.table) })
    .from(source.rows)
    .where(source.where)
    .groupBy(sql`1`)
    .orderBy(sql`1`);
}

function selectGroups(db: Database, source: UsageSource, grouping: UsageGrouping) {
  return db
    .select({ key: source.keyOf(grouping), ...figureColumns(source.table) })
    .from(source.rows)
    .where(source.where)
    .groupBy(sql`1`)
    .orderBy(desc(tokensOf(source.table)), sql`1`)
    .limit(LIMITS.usageGroups);
}

function sumsOf(points: ({ at: number } & FigureRow)[]): Pick<Usage, 'totals' | 'series'> {
  const series = points.map((point) => ({ at: point.at, ...figuresOf(point) }));
  return { totals: totalOf(series), series };
}

/** Of sessions and tasks the key is the id that people know, the internal one stands beside it. */
async function namedGroups(
  db: Database,
  workspace: string,
  grouping: UsageGrouping,
  rows: ({ key: string } & FigureRow)[],
): Promise<Usage['groups']> {
  if (grouping !== 'session' && grouping !== 'task') {
    return rows.map((row) => ({ ...figuresOf(row), key: row.key || null }));
  }
  const ids = rows.map((row) => row.key).filter((id) => id !== '');
  const names = await callerIds(db, workspace, grouping, ids);
  return rows.map((row) => ({
    ...figuresOf(row),
    key: names.get(row.key) ?? (row.key || null),
    ...(row.key === '' ? {} : { id: row.key }),
  }));
}
