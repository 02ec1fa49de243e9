import { requestChunk, usageHour } from '@claude-monitor/drizzle/schema';
import { sql, type SQL } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import {
  REQUEST_DIMENSIONS,
  REQUEST_FIGURES,
  type RequestDimension,
  type RequestFigure,
} from './request-codec.ts';

/** The column of a rollup that sums or names the same; `at` has none. */
const ROLLUP: Record<RequestDimension | Exclude<RequestFigure, 'at'>, SQLiteColumn> = {
  owner: usageHour.owner,
  agentId: usageHour.agentId,
  task: usageHour.task,
  model: usageHour.model,
  provenance: usageHour.provenance,
  agent: usageHour.agent,
  project: usageHour.project,
  user: usageHour.user,
  labels: usageHour.labels,
  requests: usageHour.requests,
  inputTokens: usageHour.inputTokens,
  outputTokens: usageHour.outputTokens,
  cacheReadTokens: usageHour.cacheReadTokens,
  cacheCreationTokens: usageHour.cacheCreationTokens,
  costMicros: usageHour.costMicros,
  unpricedRequests: usageHour.unpricedRequests,
  clientCostMicros: usageHour.clientCostMicros,
};

/** A chunk without requests is one group without names: it can be meant by its run and hour. */
const groups = sql`case ${requestChunk.requests} when '[]' then '[[]]' else ${requestChunk.requests} end`;

/** Groups of requests that are alike, of a row of `request_chunk`. */
export const groupsOfChunk: SQL = sql`json_each(${groups}) as alike`;

export const requestRows: SQL = sql`${requestChunk}
  cross join json_each(${requestChunk.requests}) as alike cross join json_each(alike.value, '$[0]') as one`;

const path = (...places: number[]): SQL =>
  sql.raw(`'$${places.map((place) => `[${String(place)}]`).join('')}'`);

/** Names stand after the figures. */
const dimension = (place: number): SQL => sql`coalesce(
  json_extract(alike.value, ${path(place + 1)}),
  json_extract(${requestChunk.requests}, ${path(0, place + 1)}), '')`;

const figure = (place: number, absent: number): SQL =>
  sql`coalesce(json_extract(one.value, ${path(place)}), ${sql.raw(String(absent))})`;

export const requestAt: SQL = sql`(${requestChunk.hour} + ${figure(0, 0)})`;

const dimensions = REQUEST_DIMENSIONS.map((name, place) => [name, dimension(place)] as const);

const byColumn = new Map<string, SQL>([
  ...dimensions.map(([name, value]) => [ROLLUP[name].name, value] as const),
  ...REQUEST_FIGURES.flatMap(([name, absent], place) =>
    name === 'at' ? [] : [[ROLLUP[name].name, figure(place, absent)] as const],
  ),
]);

/** What a request has in place of a rollup's column: the sums are sums of it. */
export function ofRequest(column: SQLiteColumn | string): SQL {
  const name = typeof column === 'string' ? column : column.name;
  const own = [requestChunk.workspace, requestChunk.hour, requestChunk.run];
  const found = byColumn.get(name) ?? own.find((each) => each.name === name);
  if (found === undefined) throw new Error(`requests have no ${name}`);
  return sql`${found}`;
}

/** A chunk's requests again, of its groups for which this holds: each with all its names, for the first may go. */
export const chunkWithOnly = (stays: SQL): SQL => sql`(
  select json_group_array(json_array(
    json_extract(alike.value, '$[0]'), ${sql.join(
      dimensions.map(([, value]) => value),
      sql`, `,
    )}))
  from json_each(${requestChunk.requests}) as alike where ${stays})`;
