import {
  agentGraphAnswerSchema,
  type AgentGraphAnswer,
} from '@claude-monitor/protocol/api/agent-graph';
import {
  taskGraphAnswerSchema,
  type TaskGraphAnswer,
} from '@claude-monitor/protocol/task-graph/task-graph';
import { askHistory, type HistoryOutcome } from './history.ts';

type Fetch = typeof fetch;

/** The tasks of a project and what each waits for; without one, of the project that moved last. */
export function fetchTaskGraph(
  project: string | null,
  fetchFrom: Fetch,
): Promise<HistoryOutcome<TaskGraphAnswer>> {
  const path = `/v1/graph/tasks${queryOf({ project })}`;
  return askHistory(path, taskGraphAnswerSchema, fetchFrom);
}

export type AgentGraphQuestion = {
  project: string | null;
  /** `KEY:VALUE`. */
  label: string | null;
  from: number | null;
  to: number | null;
};

/** Who worked, and what passed between them. */
export function fetchAgentGraph(
  question: AgentGraphQuestion,
  fetchFrom: Fetch,
): Promise<HistoryOutcome<AgentGraphAnswer>> {
  return askHistory(`/v1/graph/agents${queryOf(question)}`, agentGraphAnswerSchema, fetchFrom);
}

function queryOf(parameters: Record<string, string | number | null>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== null) query.set(name, String(value));
  }
  return query.size === 0 ? '' : `?${query.toString()}`;
}
