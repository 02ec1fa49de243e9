import {
  taskAnswerSchema,
  type TaskAnswer,
} from '@claude-monitor/protocol/task-graph/task-history';
import { askHistory, type HistoryOutcome } from '../../../lib/api/history.ts';

/** Reads one task and what happened to it, by its internal id. */
export function fetchTask(
  id: string,
  fetchFrom: typeof fetch,
): Promise<HistoryOutcome<TaskAnswer>> {
  return askHistory(`/v1/tasks/${encodeURIComponent(id)}`, taskAnswerSchema, fetchFrom);
}
