import { wasteAnswerSchema, type WasteAnswer } from '@claude-monitor/protocol/api/index';
import { fetchHistory, type HistoryOutcome } from '../../lib/api/history.ts';
import { listQuery } from '../../lib/filters/list-query.ts';
import type { Filters } from '../../lib/filters/filters.ts';
import type { Bounds } from '../../lib/range/range.ts';

export const fetchWaste = (
  { bounds, filters }: { bounds: Bounds; filters: Filters },
  fetchFrom: typeof fetch,
): Promise<HistoryOutcome<WasteAnswer>> =>
  fetchHistory(
    `/v1/waste?${listQuery({ bounds, filters }).toString()}`,
    wasteAnswerSchema,
    fetchFrom,
  );
