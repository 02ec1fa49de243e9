import { requestChunk, usageHour } from '@claude-monitor/drizzle/schema';
import { labelSetId } from '@claude-monitor/protocol';
import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Database } from '../client.ts';
import { ofRequest, requestAt, requestRows } from '../requests/request-columns.ts';
import {
  encodeRequests,
  REQUEST_DIMENSIONS,
  REQUEST_FIGURES,
  type ChunkedRequest,
} from '../requests/request-codec.ts';
import type { RequestChunkRow, RowProvenance } from '../rows.ts';
import { keyColumns } from '../writes/upsert.ts';

/** A request as the database of an older version had it: a row of its own. */
export type RequestRow = ChunkedRequest & { run: string; hour: number; key: string; rev: number };

const REQUESTS_PER_CHUNK = 16;

/** The rows of requests, those of a run's hour together, in their order. */
export function chunksOf(requests: readonly RequestRow[]): RequestChunkRow[] {
  const byHour = Map.groupBy(requests, ({ run, hour }) => `${run} ${String(hour)}`);
  return [...byHour.values()].flatMap((rows) => {
    const chunks: RequestChunkRow[] = [];
    for (let from = 0; from < rows.length; from += REQUESTS_PER_CHUNK) {
      const part = rows.slice(from, from + REQUESTS_PER_CHUNK);
      chunks.push(chunkOf(part, from / REQUESTS_PER_CHUNK));
    }
    return chunks;
  });
}

/** One row, all of whose requests are of one hour of a run. */
export function chunkOf(requests: readonly RequestRow[], chunk = 0): RequestChunkRow {
  const [first] = requests;
  if (first === undefined) throw new Error('no request says of which hour the chunk is');
  const { run, hour } = first;
  const rev = Math.max(...requests.map((request) => request.rev));
  const named = requests.map((request) => ({ ...request, labels: labelSetId(request.labels) }));
  return { run, hour, chunk, requests: encodeRequests(hour, named), rev };
}

const storedSchema = z.array(z.tuple([z.array(z.array(z.number()))]).rest(z.string().nullable()));
const provenanceSchema = z.enum(['measured', 'reported', 'superseded']);

/** The requests of a row, as it is read by people. */
export function requestsOf({ hour, requests }: RequestChunkRow): ChunkedRequest[] {
  if (requests === null) throw new Error('a request is no number');
  const groups = storedSchema.parse(JSON.parse(requests));
  const [, ...first] = groups[0] ?? [[]];
  return groups.flatMap(([figures, ...own]) => {
    const name = (of: (typeof REQUEST_DIMENSIONS)[number]): string => {
      const place = REQUEST_DIMENSIONS.indexOf(of);
      return own[place] ?? first[place] ?? '';
    };
    return figures.map((values): ChunkedRequest => {
      const figure = (of: (typeof REQUEST_FIGURES)[number][0]): number => {
        const place = REQUEST_FIGURES.findIndex(([known]) => known === of);
        return values[place] ?? REQUEST_FIGURES[place]?.[1] ?? 0;
      };
      const provenance: RowProvenance = provenanceSchema.parse(name('provenance'));
      return {
        ...{ owner: name('owner'), agentId: name('agentId'), task: name('task'), provenance },
        ...{ model: name('model'), agent: name('agent'), project: name('project') },
        labels: name('labels'),
        ...{ user: name('user'), at: hour + figure('at'), requests: figure('requests') },
        inputTokens: figure('inputTokens'),
        outputTokens: figure('outputTokens'),
        cacheReadTokens: figure('cacheReadTokens'),
        cacheCreationTokens: figure('cacheCreationTokens'),
        costMicros: figure('costMicros'),
        clientCostMicros: figure('clientCostMicros'),
        unpricedRequests: figure('unpricedRequests'),
      };
    });
  });
}

const NAMED = keyColumns(usageHour).filter(({ name }) => name !== 'workspace');
const READ = [
  ...NAMED,
  ...[usageHour.agent, usageHour.project, usageHour.user, usageHour.requests],
  ...[usageHour.inputTokens, usageHour.outputTokens, usageHour.cacheReadTokens],
  ...[usageHour.cacheCreationTokens, usageHour.costMicros, usageHour.unpricedRequests],
  usageHour.clientCostMicros,
];

/** Every request of a workspace as SQL reads it, in the columns of rollups. */
export async function readRequests(
  db: Database,
  workspace: string,
): Promise<Record<string, unknown>[]> {
  const columns = READ.map((column) => sql`${ofRequest(column)} as ${sql.identifier(column.name)}`);
  return await db.all(sql`
    select ${sql.join([...columns, sql`${requestAt} as at`], sql`, `)} from ${requestRows}
    where ${requestChunk.workspace} = ${workspace}
    order by ${requestChunk.run}, ${requestChunk.hour}, ${requestAt}`);
}
