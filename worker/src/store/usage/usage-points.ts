import { requestChunk, usageHour, usageTrend } from '@claude-monitor/drizzle/schema';
import { and, sql, type SQL } from 'drizzle-orm';
import type { Stretch } from '../../domain/calendar.ts';
import { inWorkspace } from '../in-workspace.ts';
import { requestAt, requestRows } from '../requests/request-columns.ts';
import { isAnyOf } from '../in-list.ts';
import { isOfRequests, unionOf, type UsagePart } from './cut-hours.ts';
import { isNotZero } from './not-zero.ts';
import { cellsOf } from './usage-ranges.ts';
import type { UsageSource } from './usage-rows.ts';
import { partsOf } from './usage-window.ts';

type PointsOf = {
  workspace: string;
  points: readonly Stretch[];
  owners: readonly string[] | undefined;
  /** Whether sessions or tasks are asked about, of which only the rollup knows. */
  isOfRollup: boolean;
};

/**
 * Rows that say which point of a series they are part of, by its place: whole hours by rollups, hours that
 * a point cuts by their requests, each read by its range of a key (rules STO2, USE4).
 */
export function pointSource({ workspace, points, owners, isOfRollup }: PointsOf): UsageSource {
  const parts = points.map(({ at, until }) => partsOf({ from: at, to: until }));
  const cuts = parts.flatMap((part, point) =>
    part.cuts.map(({ hour, from, to }) => [point, hour, from, to]),
  );
  const hours = parts.map((part) => part.hours);
  const whole = isOfRollup ? rollupPart(workspace, hours, owners) : trendPart(workspace, hours);
  const cut: UsagePart = {
    at: place,
    rows: sql`${spansOf(cuts)} cross join ${requestRows}`,
    where: and(
      isOfRequests(workspace, owners),
      sql`${requestChunk.hour} = ${spanPart(1)}`,
      sql`${requestAt} >= ${spanPart(2)} and ${requestAt} < ${spanPart(3)}`,
    ),
    isOfRequests: true,
  };
  const [table, time] = isOfRollup ? [usageHour, usageHour.hour] : [usageTrend, usageTrend.at];
  return unionOf(table, time, cuts.length === 0 ? [whole] : [whole, cut]);
}

type Hours = ReturnType<typeof partsOf>['hours'];

function trendPart(workspace: string, hours: readonly Hours[]): UsagePart {
  const cells = hours.flatMap((window, point) =>
    cellsOf(window).map(({ grain, from, to }) => [point, grain, from, to]),
  );
  return {
    at: place,
    rows: sql`${spansOf(cells)} cross join ${usageTrend}`,
    where: and(
      inWorkspace(usageTrend, workspace),
      sql`${usageTrend.grain} = ${spanPart(1)}`,
      sql`${usageTrend.at} >= ${spanPart(2)} and ${usageTrend.at} < ${spanPart(3)}`,
    ),
    isOfRequests: false,
  };
}

function rollupPart(
  workspace: string,
  hours: readonly Hours[],
  owners: readonly string[] | undefined,
): UsagePart {
  const spans = hours.map(({ from, to }, point) => [point, from, to]);
  return {
    at: place,
    rows: sql`${spansOf(spans)} cross join ${usageHour}`,
    where: and(
      inWorkspace(usageHour, workspace),
      isAnyOf(usageHour.owner, owners),
      sql`${usageHour.hour} >= ${spanPart(1)} and ${usageHour.hour} < ${spanPart(2)}`,
      isNotZero(usageHour),
    ),
    isOfRequests: false,
  };
}

const spansOf = (spans: readonly unknown[][]): SQL =>
  sql`json_each(${JSON.stringify(spans)}) as span`;

const spanPart = (index: number): SQL => sql.raw(`json_extract(span.value, '$[${String(index)}]')`);

const place = spanPart(0);
