import { agentsAnswerSchema, type AgentsAnswer } from '@claude-monitor/protocol/api/index';
import { askHistory, type HistoryOutcome } from '../../../lib/api/history.ts';
import type { Filters } from '../../../lib/filters/filters.ts';
import { listQuery } from '../../../lib/filters/list-query.ts';
import type { Bounds } from '../../../lib/range/range.ts';

export function askAgents(
  asked: { bounds: Bounds; filters: Filters },
  fetchFrom: typeof fetch,
): Promise<HistoryOutcome<AgentsAnswer>> {
  return askHistory(`/v1/agents?${listQuery(asked).toString()}`, agentsAnswerSchema, fetchFrom);
}
