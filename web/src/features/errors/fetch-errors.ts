import {
  errorGroupsAnswerSchema,
  type ErrorGroupsAnswer,
} from '@claude-monitor/protocol/api/index';
import { fetchHistory, type HistoryOutcome } from '../../lib/api/history.ts';
import { listQuery } from '../../lib/filters/list-query.ts';
import type { Filters } from '../../lib/filters/filters.ts';
import type { Bounds } from '../../lib/range/range.ts';

export type { ErrorGroupsAnswer };

type ErrorsPageQuery = { bounds: Bounds; filters: Filters; zone: string; kind: string | null };

function errorsQuery({ bounds, filters, zone, kind }: ErrorsPageQuery): string {
  const query = listQuery({ bounds, filters });
  query.set('timezone', zone);
  if (kind !== null) query.append('fingerprint', kind);
  return query.toString();
}

export const kindsPath = (pageQuery: ErrorsPageQuery): string =>
  `/v1/errors/groups?${errorsQuery(pageQuery)}`;

/** The same errors by session. */
export const errorsPath = (pageQuery: ErrorsPageQuery): string =>
  `/v1/errors?${errorsQuery(pageQuery)}`;

export const fetchErrors = (
  pageQuery: ErrorsPageQuery,
  fetchFrom: typeof fetch,
): Promise<HistoryOutcome<ErrorGroupsAnswer>> =>
  fetchHistory(kindsPath(pageQuery), errorGroupsAnswerSchema, fetchFrom);
