import { sessionsAnswerSchema, usageAnswerSchema } from '@claude-monitor/protocol/api/index';
import type { Session } from '@claude-monitor/protocol/live/view';
import { askHistory, type HistoryOutcome } from '../../lib/api/history.ts';
import { FILTER_NAMES, type FilterName, type Filters } from '../../lib/filters/filters.ts';
import type { Bounds } from '../../lib/range/range.ts';
import type { Sort } from './sort.ts';

type Fetch = typeof fetch;

export type Asked = { bounds: Bounds; filters: Filters; sort: Sort };

export type SessionsPage = {
  asOf: number;
  fresh: boolean;
  next: string | null;
  items: readonly Session[];
};

const PAGE_ITEMS = 100;

export function askSessions(
  asked: Asked,
  cursor: string | null,
  fetchFrom: Fetch,
): Promise<HistoryOutcome<SessionsPage>> {
  return askHistory(`/v1/sessions?${queryFor(asked, cursor)}`, sessionsAnswerSchema, fetchFrom);
}

export function queryFor({ bounds, filters, sort }: Asked, cursor: string | null): string {
  const query = new URLSearchParams({
    from: String(bounds.from),
    to: String(bounds.to),
    sort: sort.by,
    order: sort.order,
    limit: String(PAGE_ITEMS),
  });
  if (filters.text !== '') query.set('q', filters.text);
  for (const name of FILTER_NAMES) {
    for (const value of filters.values[name]) query.append(name, value);
  }
  if (cursor !== null) query.set('cursor', cursor);
  return query.toString();
}

/** Whether a session was alive at some time of these, between its first and its last event. */
export const isWithin = (session: Session, { from, to }: Bounds): boolean =>
  session.startedAt < to && session.lastAt >= from;

/** Values of a filter that used anything in this time; none where the history can't be read. */
export async function suggestValues(
  name: FilterName,
  { from, to }: Bounds,
  fetchFrom: Fetch,
): Promise<readonly string[]> {
  if (name === 'state' || name === 'outcome' || name === 'label') return [];
  const path = `/v1/usage?groupBy=${name}&from=${String(from)}&to=${String(to)}`;
  const outcome = await askHistory(path, usageAnswerSchema, fetchFrom);
  if (outcome.name !== 'found') return [];
  return outcome.stored.groups.flatMap(({ key }) => (key === null ? [] : [key]));
}

export const idsOf = (sessions: readonly Session[]): ReadonlySet<string> =>
  new Set(sessions.map(({ id }) => id));
