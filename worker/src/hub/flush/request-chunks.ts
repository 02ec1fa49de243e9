import {
  bitsOf,
  type ChunkInfo,
  type Contribution,
  type FoldState,
  type Hour,
} from '@claude-monitor/fold';
import { labelSetId, USAGE_SUM_FIELDS } from '@claude-monitor/protocol';
import { encodeRequests, type ChunkedRequest } from '../../store/requests/request-codec.ts';
import type { RequestChunkRow } from '../../store/rows.ts';
import type { Grouping } from './grouping.ts';

/**
 * So many requests make a row of libSQL: about as many as fit 1,000 bytes, beyond which a row takes a page
 * of its own. Chunks of facts hold more, and all of one would be written again with each new request.
 */
const REQUESTS_PER_ROW = 16;
/** Numbers for the rows of one chunk of facts: more than it makes, should it hold more facts one day. */
const ROWS_PER_CHUNK = 64;

type ChunkInput = { hour: Hour; since: number; people: Grouping };

/**
 * The requests of an hour in rows: those rows of which a request changed after `since`. A request keeps its
 * place in its chunk of facts, so a row holds the same ones each time, until one leaves: then all rows of the
 * chunk are written, and those that may have been there before as empty ones.
 */
export function requestChunksOf(state: FoldState, input: ChunkInput): RequestChunkRow[] {
  const { hour, since } = input;
  // A session that is grouped under another name takes its requests with it, changed or not.
  const isAll = identityRevOf(state, hour) > since;
  const rows: RequestChunkRow[] = [];
  const wanted = { kinds: REQUESTS, ...(isAll ? {} : { changedAfter: since }) };
  for (const info of state.facts.chunks(hour, wanted)) {
    for (const row of rowsOfChunk(state, { ...input, info })) rows.push(row);
  }
  return rows;
}

const REQUESTS = bitsOf(['request', 'metric']);

function* rowsOfChunk(
  state: FoldState,
  { hour, since, people, info }: ChunkInput & { info: ChunkInfo },
): Generator<RequestChunkRow> {
  const facts = [...state.facts.factsOf(hour, info)].filter(
    ({ kind }) => kind === 'request' || kind === 'metric',
  );
  const places = info.leftRev > 0 ? info.added : facts.length;
  for (let place = 0; place < places; place += REQUESTS_PER_ROW) {
    let rev = info.leftRev;
    const requests: ChunkedRequest[] = [];
    for (const { contribution, rev: factRev } of facts.slice(place, place + REQUESTS_PER_ROW)) {
      if (contribution === null || contribution.usage === null) continue;
      const group = people.of({ ...contribution, kind: 'usage' });
      rev = Math.max(rev, factRev, group.rev);
      const { agent, project, user } = group;
      const request = requestOf(contribution, { agent, project, user });
      if (request !== null) requests.push(request);
    }
    if (rev <= since) continue;
    yield {
      run: hour.session,
      hour: hour.hour,
      chunk: info.number * ROWS_PER_CHUNK + place / REQUESTS_PER_ROW,
      requests: encodeRequests(hour.hour, requests),
      rev,
    };
  }
}

type People = Pick<ChunkedRequest, 'agent' | 'project' | 'user'>;

/** Null for what adds nothing any more. */
function requestOf(part: Contribution, people: People): ChunkedRequest | null {
  const { at, owner, agentId, task, model, provenance, usage, clientCostMicros } = part;
  if (provenance === null || usage === null) return null;
  if (clientCostMicros === 0 && USAGE_SUM_FIELDS.every((name) => usage[name] === 0)) return null;
  const labels = labelSetId(part.labels);
  const dimensions = { owner, agentId, task, model, provenance, labels, ...people };
  return { ...dimensions, ...usage, at, clientCostMicros };
}

/** The newest seq at which the run, or an owner of its rows, changed what its rows are grouped under. */
function identityRevOf(state: FoldState, { session, rows }: Hour): number {
  const owners = new Set([session]);
  for (const { ownerSession } of rows.values()) owners.add(ownerSession);
  let rev = 0;
  for (const owner of owners) rev = Math.max(rev, state.sessions.get(owner)?.identityRev ?? 0);
  return rev;
}
