import { wasteAnswerSchema, type WasteAnswer } from '@claude-monitor/protocol/api/index';
import { askHistory, type HistoryOutcome } from '../../lib/api/history.ts';
import { listQuery } from '../../lib/filters/list-query.ts';
import type { Filters } from '../../lib/filters/filters.ts';
import type { Bounds } from '../../lib/range/range.ts';

export const askWaste = (
  { bounds, filters }: { bounds: Bounds; filters: Filters },
  fetchFrom: typeof fetch,
): Promise<HistoryOutcome<WasteAnswer>> =>
  askHistory(
    `/v1/waste?${listQuery({ bounds, filters }).toString()}`,
    wasteAnswerSchema,
    fetchFrom,
  );
