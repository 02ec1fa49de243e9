import {
  errorGroupsAnswerSchema,
  type ErrorGroupsAnswer,
} from '@claude-monitor/protocol/api/index';
import { fetchHistory, type HistoryOutcome } from '../../lib/api/history.ts';
import { listQuery } from '../../lib/filters/list-query.ts';
import type { Filters } from '../../lib/filters/filters.ts';
import type { Bounds } from '../../lib/range/range.ts';

export type { ErrorGroupsAnswer };

export type ErrorsAsked = { bounds: Bounds; filters: Filters; zone: string; kind: string | null };

function errorsQuery({ bounds, filters, zone, kind }: ErrorsAsked): string {
  const query = listQuery({ bounds, filters });
  query.set('timezone', zone);
  if (kind !== null) query.append('fingerprint', kind);
  return query.toString();
}

export const kindsPath = (asked: ErrorsAsked): string => `/v1/errors/groups?${errorsQuery(asked)}`;

/** The same errors by session. */
export const errorsPath = (asked: ErrorsAsked): string => `/v1/errors?${errorsQuery(asked)}`;

export const fetchErrors = (
  asked: ErrorsAsked,
  fetchFrom: typeof fetch,
): Promise<HistoryOutcome<ErrorGroupsAnswer>> =>
  fetchHistory(kindsPath(asked), errorGroupsAnswerSchema, fetchFrom);
