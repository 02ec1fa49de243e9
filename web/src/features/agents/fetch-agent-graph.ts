import {
  agentGraphAnswerSchema,
  type AgentGraphAnswer,
} from '@claude-monitor/protocol/api/agent-graph';
import { fetchHistory, queryOf, type HistoryOutcome } from '../../lib/api/history.ts';

type Fetch = typeof fetch;

export type AgentGraphQuestion = {
  project: string | null;
  /** `KEY:VALUE`. */
  label: string | null;
  from: number | null;
  to: number | null;
};

export function fetchAgentGraph(
  question: AgentGraphQuestion,
  fetchFrom: Fetch,
): Promise<HistoryOutcome<AgentGraphAnswer>> {
  return fetchHistory(`/v1/graph/agents${queryOf(question)}`, agentGraphAnswerSchema, fetchFrom);
}
