import {
  taskGraphAnswerSchema,
  type TaskGraphAnswer,
} from '@claude-monitor/protocol/task-graph/task-graph';
import { fetchHistory, queryOf, type HistoryOutcome } from '../../../lib/api/history.ts';

type Fetch = typeof fetch;

/** The tasks of a project and what each waits for; without one, of the project that moved last. */
export function fetchTaskGraph(
  project: string | null,
  fetchFrom: Fetch,
): Promise<HistoryOutcome<TaskGraphAnswer>> {
  const path = `/v1/graph/tasks${queryOf({ project })}`;
  return fetchHistory(path, taskGraphAnswerSchema, fetchFrom);
}
