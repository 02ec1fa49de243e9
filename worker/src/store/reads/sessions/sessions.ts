import {
  AppError,
  hash64,
  LIMITS,
  type Session,
  type SessionFacets,
} from '@claude-monitor/protocol';
import { z } from 'zod';
import type { Database } from '../../client.ts';
import { readCursor, writeCursor, type Page } from '../page-cursor.ts';
import { facetsOf } from './session-facets.ts';
import { sortKeyOf, type SessionsQuery } from './session-filters.ts';
import { scanSessions, type Scan, type ScanOrder } from './session-scan.ts';

export type { SessionsQuery };

export type SessionsPage = Page<Session> & { facets?: SessionFacets };

/** The filters that it was made with, what the last row is ordered by, and its id. */
const cursorKeys = z.tuple([z.string(), z.number(), z.string()]);

type Asked = Partial<SessionsQuery> & { limit: number };

/**
 * The workspace's sessions, the one active last first unless the query says otherwise. Filters look through a
 * bounded number of sessions a page. Throws `invalid_query` for a cursor of another query, and for an order
 * by a figure of more sessions than can be ordered.
 */
export async function listSessions(
  db: Database,
  workspace: string,
  query: Asked,
  now: number,
): Promise<SessionsPage> {
  const { sort = 'last_at', order = 'desc' } = query;
  const filters = filtersOf(query);
  const after = query.cursor === undefined ? null : placeOf(query.cursor, filters);
  const scan = { workspace, query, order, after, now };
  const page =
    sort === 'last_at' || sort === 'started_at'
      ? await pageInTime(db, { ...scan, by: sort, count: 0 }, filters)
      : await pageByFigure(db, { ...scan, sort }, filters);
  if (query.facets !== true) return page;
  const count = query.q === undefined ? LIMITS.scannedSessions : LIMITS.searchedSessions;
  const rows = await scanSessions(db, {
    ...{ ...scan, count, by: 'last_at', order: 'desc', after: null },
  });
  const shown = rows.flatMap(({ view }) => view ?? []);
  return { ...page, facets: facetsOf(shown, { isWhole: rows.length < count, now }) };
}

async function pageInTime(
  db: Database,
  scan: Scan & { query: Asked },
  filters: string,
): Promise<Page<Session>> {
  const { query, by } = scan;
  const count = countOf(query);
  const rows = await scanSessions(db, { ...scan, count });
  const cursor = (row: { id: string; startedAt: number; lastAt: number }): string =>
    writeCursor([filters, timeOf(row, by), row.id]);
  const items: Session[] = [];
  for (const [index, { view }] of rows.entries()) {
    const before = rows[index - 1];
    // All before this one were looked at: the next page goes on with it.
    if (items.length === query.limit && before !== undefined)
      return { items, next: cursor(before) };
    if (view !== null) items.push(view);
  }
  const last = rows.at(-1);
  return { items, next: rows.length === count && last !== undefined ? cursor(last) : null };
}

async function pageByFigure(
  db: Database,
  scan: Omit<Scan, 'by' | 'count'> & { query: Asked; sort: SessionsQuery['sort'] },
  filters: string,
): Promise<Page<Session>> {
  const { query, sort, order, after } = scan;
  const most = query.q === undefined ? LIMITS.sortedSessions : LIMITS.searchedSessions;
  const rows = await scanSessions(db, {
    ...{ ...scan, by: 'last_at', order: 'desc', after: null, count: most + 1 },
  });
  if (rows.length > most) throw tooMany(sort, most);
  const sign = order === 'asc' ? 1 : -1;
  const compare = (a: Place, b: Place): number =>
    sign * (a.at - b.at || (a.id < b.id ? -1 : Number(a.id > b.id)));
  const all = rows
    .flatMap(({ view }) => view ?? [])
    .map((view) => ({ view, at: sortKeyOf(view, sort), id: view.id }))
    .sort(compare)
    .filter((row) => after === null || compare(row, after) > 0);
  const items = all.slice(0, query.limit);
  const last = items.at(-1);
  const hasMore = all.length > items.length && last !== undefined;
  return {
    items: items.map(({ view }) => view),
    next: hasMore ? writeCursor([filters, last.at, last.id]) : null,
  };
}

type Place = { at: number; id: string };

/** Without a filter each row that is read is one of the page. */
function countOf({
  limit,
  cursor: _c,
  sort: _s,
  order: _o,
  facets: _f,
  ...filters
}: Asked): number {
  if (filters.q !== undefined) return Math.max(limit + 1, LIMITS.searchedSessions);
  const isFiltered = Object.values(filters).some((value) => value !== undefined);
  return isFiltered ? LIMITS.scannedSessions : limit + 1;
}

const timeOf = (row: { startedAt: number; lastAt: number }, by: ScanOrder): number =>
  by === 'last_at' ? row.lastAt : row.startedAt;

/** Short for what a cursor is good for: the same filters in the same order. */
function filtersOf({ cursor: _c, limit: _l, facets: _f, ...filters }: Asked): string {
  const named = Object.entries(filters).filter(([, value]) => value !== undefined);
  return hash64(JSON.stringify(named.sort(([a], [b]) => (a < b ? -1 : 1))));
}

function placeOf(cursor: string, filters: string): Place {
  const [madeWith, at, id] = readCursor(cursor, cursorKeys);
  if (madeWith === filters) return { at, id };
  throw new AppError('invalid_query', 'This cursor is of another query: start without one.', {
    path: 'cursor',
  });
}

const tooMany = (sort: string, most: number): AppError =>
  new AppError(
    'invalid_query',
    `Sorting by ${sort} takes at most ${String(most)} sessions: choose a shorter time with from.`,
    { path: 'sort' },
  );
