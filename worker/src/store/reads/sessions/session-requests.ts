import { requestChunk, usageHour } from '@claude-monitor/drizzle/schema';
import {
  sessionRequestSchema,
  TIME,
  type sessionRequestsQuerySchema,
  type SessionRequest,
} from '@claude-monitor/protocol';
import { and, desc, eq, lte, sql, type SQL } from 'drizzle-orm';
import { z } from 'zod';
import { inWorkspace } from '../../in-workspace.ts';
import type { Database } from '../../client.ts';
import { ofRequest, requestAt, requestRows } from '../../requests/request-columns.ts';
import { readCursor, writeCursor, type Page } from '../page-cursor.ts';
import { findSession } from './find-session.ts';

export type SessionRequestsQuery = z.infer<typeof sessionRequestsQuerySchema>;

/** Hours with requests that one page looks through: each is one range of the key. */
const HOURS_PER_READ = 6;

/** The newest hour that is still to be read, and how many of the requests from there on lie behind. */
const cursorKeys = z.tuple([z.number(), z.number().int().min(0)]);

const NEWEST = [Number.MAX_SAFE_INTEGER, 0] as const;

/** Requests that a session owns, whichever runs they came with, the newest first; null: no such session. */
export async function requestsOfSession(
  db: Database,
  workspace: string,
  { id, query }: { id: string; query: SessionRequestsQuery },
): Promise<Page<SessionRequest> | null> {
  const found = await findSession(db, workspace, id);
  if (found === null) return null;
  const owner = found.view.id;
  let [hour, skip] = query.cursor === undefined ? NEWEST : readCursor(query.cursor, cursorKeys);
  for (;;) {
    const parts = await partsWithRequests(db, { workspace, owner, hour });
    const last = parts.at(-1);
    if (last === undefined) return { items: [], next: null };
    const rows = await readRequests(db, { workspace, owner, parts, limit: query.limit, skip });
    const items = rows.slice(0, query.limit);
    if (rows.length > items.length) {
      return { items, next: writeCursor([hour, skip + items.length]) };
    }
    [hour, skip] = [last.hour - TIME.hourMs, 0];
    if (items.length > 0) return { items, next: writeCursor([hour, skip]) };
  }
}

type Part = { hour: number; run: string };

/** The newest hours in which it used something, with the runs that it did so in. */
async function partsWithRequests(
  db: Database,
  { workspace, owner, hour }: { workspace: string; owner: string; hour: number },
): Promise<Part[]> {
  const isOwn = and(
    inWorkspace(usageHour, workspace),
    eq(usageHour.owner, owner),
    lte(usageHour.hour, hour),
  );
  const newest = db
    .selectDistinct({ hour: usageHour.hour })
    .from(usageHour)
    .where(isOwn)
    .orderBy(desc(usageHour.hour))
    .limit(HOURS_PER_READ);
  return await db
    .selectDistinct({ hour: usageHour.hour, run: usageHour.run })
    .from(usageHour)
    .where(and(isOwn, sql`${usageHour.hour} in ${newest}`))
    .orderBy(desc(usageHour.hour), usageHour.run);
}

const READ = {
  agentId: usageHour.agentId,
  model: usageHour.model,
  provenance: usageHour.provenance,
  requests: usageHour.requests,
  inputTokens: usageHour.inputTokens,
  outputTokens: usageHour.outputTokens,
  cacheReadTokens: usageHour.cacheReadTokens,
  cacheCreationTokens: usageHour.cacheCreationTokens,
  costMicros: usageHour.costMicros,
  unpricedRequests: usageHour.unpricedRequests,
  clientCostMicros: usageHour.clientCostMicros,
  task: usageHour.task,
} as const;

const columns: SQL[] = Object.entries(READ).map(
  ([name, column]) => sql`${ofRequest(column)} as ${sql.identifier(name)}`,
);

type Read = { workspace: string; owner: string; parts: Part[]; limit: number; skip: number };

async function readRequests(
  db: Database,
  { workspace, owner, parts, limit, skip }: Read,
): Promise<SessionRequest[]> {
  const hours = JSON.stringify(parts.map(({ hour, run }) => [hour, run]));
  const part = (index: number): SQL => sql.raw(`json_extract(part.value, '$[${String(index)}]')`);
  const rows: unknown[] = await db.all(sql`
    select ${sql.join([...columns, sql`${requestAt} as at`], sql`, `)}
    from json_each(${hours}) as part cross join ${requestRows}
    where ${inWorkspace(requestChunk, workspace)} and ${requestChunk.hour} = ${part(0)}
      and ${requestChunk.run} = ${part(1)} and ${ofRequest(usageHour.owner)} = ${owner}
    order by at desc, ${requestChunk.run}, ${requestChunk.chunk}, alike.key, one.key
    limit ${limit + 1} offset ${skip}`);
  return rows.map((row) => requestSchema.parse(row));
}

const named = z.string().transform((name) => (name === '' ? null : name));

/** A row as SQL gives it: names that are not known are empty, and no price is a sum of nothing. */
const requestSchema = sessionRequestSchema
  .extend({
    agentId: named,
    model: named,
    task: named,
    costMicros: z.number(),
    unpricedRequests: z.number(),
    clientCostMicros: z.number(),
  })
  .transform(({ unpricedRequests, costMicros, clientCostMicros, ...rest }): SessionRequest => ({
    ...rest,
    costMicros: unpricedRequests > 0 ? null : costMicros,
    clientCostMicros: clientCostMicros === 0 ? null : clientCostMicros,
  }));
