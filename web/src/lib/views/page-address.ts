import { VIEW_PAGES, type PageAddress } from '@claude-monitor/protocol/api/views';
import { LIMITS } from '@claude-monitor/protocol/limits';
import { FILTER_NAMES, TEXT_PARAMETER } from '../filters/filters.ts';
import { routeOf } from '../place/place.ts';
import { RANGE_PARAMETERS } from '../range/range-address.ts';

/** What of an address is a view of a page: its range and filters, and how it shows them, not what is opened in it. */
const KEPT = [
  ...RANGE_PARAMETERS,
  ...FILTER_NAMES,
  TEXT_PARAMETER,
  'view',
  'sort',
  'order',
  'by',
  'interval',
  'measure',
  'group',
  'compare',
  'only',
  'kind',
] as const;

/** Null for a page that has no views, and for an address that is too long. */
export function pageAddressOf({
  pathname,
  searchParams,
}: {
  pathname: string;
  searchParams: Pick<URLSearchParams, 'getAll'>;
}): PageAddress | null {
  const route = routeOf(pathname);
  const page = VIEW_PAGES.find((one) => one === route);
  if (page === undefined) return null;
  const kept = new URLSearchParams();
  for (const name of KEPT) for (const value of searchParams.getAll(name)) kept.append(name, value);
  const query = kept.toString();
  return query.length > LIMITS.viewQueryLength ? null : { page, query };
}

export const pathOf = ({ page, query }: PageAddress): string =>
  query === '' ? page : `${page}?${query}`;
