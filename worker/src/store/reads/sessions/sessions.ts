import { LIMITS, type Ordered, type Session, type SessionFacets } from '@claude-monitor/protocol';
import type { Database } from '../../client.ts';
import { filtersOf, pageByFigure, pageInTime, placeOf, type Looked } from '../list-pages.ts';
import type { Page } from '../page-cursor.ts';
import { facetsOf } from './session-facets.ts';
import { sortKeyOf, type SessionsQuery } from './session-filters.ts';
import { scanSessions, type Scanned, type ScanOrder } from './session-scan.ts';

export type { SessionsQuery };

export type SessionsPage = Page<Session> & { facets?: SessionFacets; ordered?: Ordered };

type PageQuery = Partial<SessionsQuery> & { limit: number };

/**
 * The workspace's sessions, the one active last first unless the query says otherwise. Filters look through a
 * bounded number of sessions a page; an order by a figure is one of the sessions active last, and says of how many.
 * Throws `invalid_query` for a cursor of another query.
 */
export async function listSessions(
  db: Database,
  workspace: string,
  { query, now }: { query: PageQuery; now: number },
): Promise<SessionsPage> {
  const { sort = 'last_at', order = 'desc', limit } = query;
  const filters = filtersOf(query);
  const after = placeOf(query.cursor, filters);
  const newest = { workspace, query, now, by: 'last_at', order: 'desc', after: null } as const;
  const page = async (): Promise<SessionsPage> => {
    if (sort === 'last_at' || sort === 'started_at') {
      const count = countOf(query);
      const rows = await scanSessions(db, { ...newest, by: sort, order, after, count });
      return pageInTime(lookedBy(rows, sort), { limit, count, filters });
    }
    const most = query.q === undefined ? LIMITS.sortedSessions : LIMITS.searchedSessions;
    const rows = await scanSessions(db, { ...newest, count: most + 1 });
    const keyOf = (session: Session): number => sortKeyOf(session, sort);
    return pageByFigure(lookedBy(rows, 'last_at'), { limit, most, filters, order, after, keyOf });
  };
  const found = await page();
  if (query.facets !== true) return found;
  const count = query.q === undefined ? LIMITS.scannedSessions : LIMITS.searchedSessions;
  const rows = await scanSessions(db, { ...newest, count });
  const shown = rows.flatMap(({ view }) => view ?? []);
  return { ...found, facets: facetsOf(shown, { isWhole: rows.length < count, now }) };
}

const lookedBy = (rows: readonly Scanned[], by: ScanOrder): Looked<Session>[] =>
  rows.map(({ id, startedAt, lastAt, view }) => ({
    id,
    at: by === 'last_at' ? lastAt : startedAt,
    view,
  }));

/** Without a filter each row that is read is one of the page. */
function countOf({
  limit,
  cursor: _c,
  sort: _s,
  order: _o,
  facets: _f,
  ...filters
}: PageQuery): number {
  if (filters.q !== undefined) return Math.max(limit + 1, LIMITS.searchedSessions);
  const isFiltered = Object.values(filters).some((value) => value !== undefined);
  return isFiltered ? LIMITS.scannedSessions : limit + 1;
}
