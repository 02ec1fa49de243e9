import { AppError, hash64, type Ordered } from '@claude-monitor/protocol';
import { z } from 'zod';
import { readCursor, writeCursor, type Page } from './page-cursor.ts';

/** Pages of a list that is filtered after a bounded number of rows was read, the same for every list. */

/** A row that was looked at; `view` is null where it does not match, `at` is the time that the rows are read by. */
export type Looked<View> = { id: string; at: number; view: View | null };

export type Order = 'asc' | 'desc';

/** Where a page ended. */
export type Place = { at: number; id: string };

/** The filters that it was made with, what the last row is ordered by, and its id. */
const cursorKeys = z.tuple([z.string(), z.number(), z.string()]);

type NotFilters = 'cursor' | 'limit' | 'facets';

/** Short for what a cursor is good for: the same filters in the same order. */
export function filtersOf(query: Partial<Record<NotFilters, unknown>> & object): string {
  const { cursor: _c, limit: _l, facets: _f, ...filters } = query;
  const named = Object.entries(filters).filter(([, value]) => value !== undefined);
  return hash64(JSON.stringify(named.sort(([a], [b]) => (a < b ? -1 : 1))));
}

/** Throws `invalid_query` for a cursor of another query. */
export function placeOf(cursor: string | undefined, filters: string): Place | null {
  if (cursor === undefined) return null;
  const [madeWith, at, id] = readCursor(cursor, cursorKeys);
  if (madeWith === filters) return { at, id };
  throw new AppError(
    'invalid_query',
    'This cursor belongs to another query. Start without a cursor.',
    {
      path: 'cursor',
    },
  );
}

/** What matches of rows in order of time, of which `count` were asked for. */
export function pageInTime<View>(
  rows: readonly Looked<View>[],
  { limit, count, filters }: { limit: number; count: number; filters: string },
): Page<View> {
  const cursor = ({ at, id }: Place): string => writeCursor([filters, at, id]);
  const items: View[] = [];
  for (const [index, { view }] of rows.entries()) {
    const before = rows[index - 1];
    // All before this one were looked at: the next page goes on with it.
    if (items.length === limit && before !== undefined) return { items, next: cursor(before) };
    if (view !== null) items.push(view);
  }
  const last = rows.at(-1);
  return { items, next: rows.length === count && last !== undefined ? cursor(last) : null };
}

/** What matches of rows, ordered by a figure; `most` of one row more were asked for, the newest first. */
export function pageByFigure<View>(
  rows: readonly Looked<View>[],
  page: {
    limit: number;
    most: number;
    filters: string;
    order: Order;
    after: Place | null;
    keyOf: (view: View) => number;
  },
): Page<View> & { ordered: Ordered } {
  const { limit, most, filters, order, after, keyOf } = page;
  const sign = order === 'asc' ? 1 : -1;
  const compare = (a: Place, b: Place): number =>
    sign * (a.at - b.at || (a.id < b.id ? -1 : Number(a.id > b.id)));
  const looked = rows.slice(0, most);
  const all = looked
    .flatMap(({ id, view }) => (view === null ? [] : [{ view, at: keyOf(view), id }]))
    .sort(compare)
    .filter((row) => after === null || compare(row, after) > 0);
  const items = all.slice(0, limit);
  const last = items.at(-1);
  const hasMore = all.length > items.length && last !== undefined;
  return {
    items: items.map(({ view }) => view),
    next: hasMore ? writeCursor([filters, last.at, last.id]) : null,
    ordered: { count: looked.length, isWhole: rows.length <= most },
  };
}
