import { uptimeAnswerSchema, type UptimeAnswer } from '@claude-monitor/protocol/api/index';
import { fetchHistory, type HistoryOutcome } from '../../lib/api/history.ts';
import { listQuery } from '../../lib/filters/list-query.ts';
import type { Filters } from '../../lib/filters/filters.ts';
import type { Bounds } from '../../lib/range/range.ts';

export function fetchUptime(
  { bounds, filters, zone }: { bounds: Bounds; filters: Filters; zone: string },
  fetchFrom: typeof fetch,
): Promise<HistoryOutcome<UptimeAnswer>> {
  const query = listQuery({ bounds, filters });
  query.set('timezone', zone);
  return fetchHistory(`/v1/uptime?${query.toString()}`, uptimeAnswerSchema, fetchFrom);
}
