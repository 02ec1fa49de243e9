import type { Bounds } from '../range/range.ts';
import { FILTER_NAMES, type Filters } from './filters.ts';

/** The query of the API for a range and filters. */
export function listQuery({
  bounds,
  filters,
}: {
  bounds: Bounds;
  filters: Filters;
}): URLSearchParams {
  const query = new URLSearchParams({ from: String(bounds.from), to: String(bounds.to) });
  if (filters.text !== '') query.set('q', filters.text);
  for (const name of FILTER_NAMES) {
    for (const value of filters.values[name]) query.append(name, value);
  }
  return query;
}
