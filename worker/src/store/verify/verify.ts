import { hubCursor } from '@claude-monitor/drizzle/schema';
import { TIME } from '@claude-monitor/protocol';
import { sql } from 'drizzle-orm';
import type { Database } from '../client.ts';
import { DAY_CHECKS, WORKSPACE_CHECKS } from './checks.ts';
import type { Difference } from './difference.ts';

/** Tables that have an hour, and where each begins: the days that are looked at. */
const HOURLY = ['request_chunk', 'usage_hour', 'activity_hour', 'error_hour'];
const TRENDS = ['usage_trend', 'activity_trend'];

/**
 * Every difference between the rows of a workspace and what is made of them (rule STO8): rollups against
 * requests, trends against rollups, sums of projects against tasks. A day is read at a time, so any
 * history is read in bounded steps; nothing is written.
 */
export async function* verifyWorkspace(
  db: Database,
  workspace: string,
): AsyncGenerator<Difference> {
  for (const check of WORKSPACE_CHECKS) yield* await check(db, workspace);
  for (let day = await dayFrom(db, workspace, 0); day !== null;) {
    const span = { workspace, from: day, to: day + TIME.dayMs };
    for (const check of DAY_CHECKS) yield* await check(db, span);
    day = await dayFrom(db, workspace, day + TIME.dayMs);
  }
}

export async function workspacesOf(db: Database): Promise<string[]> {
  const rows = await db.select({ workspace: hubCursor.workspace }).from(hubCursor);
  return rows.map((row) => row.workspace).sort();
}

/** The first day from a time on that holds anything. */
async function dayFrom(db: Database, workspace: string, from: number): Promise<number | null> {
  const firsts = [
    ...HOURLY.map(
      (table) => sql`select min(hour) as at from ${sql.identifier(table)}
        where workspace = ${workspace} and hour >= ${from}`,
    ),
    ...TRENDS.flatMap((table) =>
      ['hour', 'day'].map(
        (grain) => sql`select min(at) as at from ${sql.identifier(table)}
          where workspace = ${workspace} and grain = ${grain} and at >= ${from}`,
      ),
    ),
  ];
  const [row] = await db.values<[number | null]>(
    sql`select min(at) from (${sql.join(firsts, sql` union all `)})`,
  );
  const first = row?.[0] ?? null;
  return first === null ? null : first - (first % TIME.dayMs);
}
