import { FILTER_STATES } from '../../../lib/filters/filters.ts';
import type { Grouping } from './rows.ts';

const OPEN_STATES = FILTER_STATES.filter((state) => state !== 'ended' && state !== 'lost');

/** The list of all that is open, of one group or of every one; what has no project can't be asked for. */
export function openPath(grouping: Grouping, group: string | null): string {
  const query = new URLSearchParams([
    ['range', '90d'],
    ...OPEN_STATES.map((state): [string, string] => ['state', state]),
  ]);
  if (group !== null && group !== '') query.set(grouping, group);
  return `/sessions?${query.toString()}`;
}

/** The list of what is over. */
export const overPath = (range: '24h' | '90d'): string =>
  `/sessions?range=${range}&state=ended&state=lost`;
