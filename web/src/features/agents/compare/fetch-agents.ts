import { agentsAnswerSchema, type AgentsAnswer } from '@claude-monitor/protocol/api/index';
import { fetchHistory, type HistoryOutcome } from '../../../lib/api/history.ts';
import type { Filters } from '../../../lib/filters/filters.ts';
import { listQuery } from '../../../lib/filters/list-query.ts';
import type { Bounds } from '../../../lib/range/range.ts';

type Question = { bounds: Bounds; filters: Filters };

export const agentsPath = (pageQuery: Question): string =>
  `/v1/agents?${listQuery(pageQuery).toString()}`;

export const fetchAgents = (
  pageQuery: Question,
  fetchFrom: typeof fetch,
): Promise<HistoryOutcome<AgentsAnswer>> =>
  fetchHistory(agentsPath(pageQuery), agentsAnswerSchema, fetchFrom);
