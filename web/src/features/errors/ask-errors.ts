import {
  errorGroupsAnswerSchema,
  type ErrorGroupsAnswer,
} from '@claude-monitor/protocol/api/index';
import { askHistory, type HistoryOutcome } from '../../lib/api/history.ts';
import { listQuery } from '../../lib/filters/list-query.ts';
import type { Filters } from '../../lib/filters/filters.ts';
import type { Bounds } from '../../lib/range/range.ts';

export type { ErrorGroupsAnswer };

export function askErrors(
  {
    bounds,
    filters,
    zone,
    kind,
  }: { bounds: Bounds; filters: Filters; zone: string; kind: string | null },
  fetchFrom: typeof fetch,
): Promise<HistoryOutcome<ErrorGroupsAnswer>> {
  const query = listQuery({ bounds, filters });
  query.set('timezone', zone);
  if (kind !== null) query.append('fingerprint', kind);
  return askHistory(`/v1/errors/groups?${query.toString()}`, errorGroupsAnswerSchema, fetchFrom);
}
