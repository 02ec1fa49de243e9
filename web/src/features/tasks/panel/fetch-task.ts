import {
  taskAnswerSchema,
  type TaskAnswer,
} from '@claude-monitor/protocol/task-graph/task-history';
import { fetchHistory, type HistoryOutcome } from '../../../lib/api/history.ts';

export function fetchTask(
  id: string,
  fetchFrom: typeof fetch,
): Promise<HistoryOutcome<TaskAnswer>> {
  return fetchHistory(`/v1/tasks/${encodeURIComponent(id)}`, taskAnswerSchema, fetchFrom);
}
