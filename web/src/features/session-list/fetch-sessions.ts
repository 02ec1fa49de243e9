import {
  sessionsAnswerSchema,
  type Ordered,
  type SessionFacets,
} from '@claude-monitor/protocol/api/index';
import type { Session } from '@claude-monitor/protocol/live/view';
import { fetchHistory, type HistoryOutcome } from '../../lib/api/history.ts';
import type { Filters } from '../../lib/filters/filters.ts';
import { listQuery } from '../../lib/filters/list-query.ts';
import type { ListPage } from '../../lib/history/list-pages.svelte.ts';
import type { Bounds } from '../../lib/range/range.ts';
import type { Sort } from './sort.ts';

type Fetch = typeof fetch;

export type SessionListQuery = { bounds: Bounds; filters: Filters; sort: Sort };

export type SessionsPage = ListPage<Session> & { ordered?: Ordered | undefined };

/** The first page comes soon; who scrolls on waits less often. */
const FIRST_ITEMS = 100;
const MORE_ITEMS = 500;

export function fetchSessions(
  pageQuery: SessionListQuery,
  cursor: string | null,
  fetchFrom: Fetch,
): Promise<HistoryOutcome<SessionsPage>> {
  return fetchHistory(
    `/v1/sessions?${queryFor(pageQuery, cursor)}`,
    sessionsAnswerSchema,
    fetchFrom,
  );
}

export function queryFor(
  { bounds, filters, sort }: SessionListQuery,
  cursor: string | null,
): string {
  const query = listQuery({ bounds, filters });
  query.set('sort', sort.by);
  query.set('order', sort.order);
  query.set('limit', String(cursor === null ? FIRST_ITEMS : MORE_ITEMS));
  if (cursor !== null) query.set('cursor', cursor);
  return query.toString();
}

/** Whether a session was alive at some time of these, between its first and its last event. */
export const isWithin = (session: Session, { from, to }: Bounds): boolean =>
  session.startedAt < to && session.lastAt >= from;

/** Counts of the sessions by what they can be filtered by; null where the history can't be read. */
export async function fetchFacets(
  pageQuery: SessionListQuery,
  fetchFrom: Fetch,
): Promise<SessionFacets | null> {
  const query = listQuery(pageQuery);
  query.set('facets', 'true');
  query.set('limit', '1');
  const path = `/v1/sessions?${query.toString()}`;
  const outcome = await fetchHistory(path, sessionsAnswerSchema, fetchFrom);
  return outcome.name === 'found' ? (outcome.stored.facets ?? null) : null;
}
