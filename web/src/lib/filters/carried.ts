import { RANGE_PARAMETERS } from '../range/range-address.ts';
import { FILTER_NAMES, TEXT_PARAMETER } from './filters.ts';

const CARRIED = [...RANGE_PARAMETERS, ...FILTER_NAMES, TEXT_PARAMETER];

/** What of a page's address goes with whoever moves to another page: its range and filters. */
export function carried(query: Pick<URLSearchParams, 'getAll'>): string {
  const kept = new URLSearchParams();
  for (const name of CARRIED) for (const value of query.getAll(name)) kept.append(name, value);
  return kept.size === 0 ? '' : `?${kept.toString()}`;
}
