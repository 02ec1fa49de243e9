import {
  errorsAnswerSchema,
  usageAnswerSchema,
  type ErrorGroup,
  type UsageAnswer,
} from '@claude-monitor/protocol/api/index';
import type { Task } from '@claude-monitor/protocol/live/view';
import { fetchHistory, type HistoryOutcome } from '../../../lib/api/history.ts';
import { fetchTaskGraph } from '../plan/fetch-task-graph.ts';

/** What a task used, by agent and model, the dearest first. */
export function fetchTaskUsage(
  id: string,
  fetchFrom: typeof fetch,
): Promise<HistoryOutcome<UsageAnswer>> {
  const query = new URLSearchParams({ task: id });
  for (const grouping of ['agent', 'model']) query.append('groupBy', grouping);
  return fetchHistory(`/v1/usage?${query.toString()}`, usageAnswerSchema, fetchFrom);
}

/** Errors of its session while it was worked on, the newest first: why a task failed, as far as anybody said. */
export async function fetchErrors(
  { session, startedAt, endedAt, lastAt }: Task,
  fetchFrom: typeof fetch,
): Promise<ErrorGroup[] | null> {
  if (session === null) return [];
  const query = new URLSearchParams({ session, limit: '50' });
  const outcome = await fetchHistory(
    `/v1/errors?${query.toString()}`,
    errorsAnswerSchema,
    fetchFrom,
  );
  if (outcome.name !== 'found') return null;
  const until = endedAt ?? lastAt;
  return outcome.stored.items.filter(
    (error) => error.firstAt <= until && error.lastAt >= (startedAt ?? 0),
  );
}

export type Around = { before: Task[]; missing: string[]; after: Task[] };

/** What a task waited for, and what waited for it, in the plan of its project; null: the plan can't be read. */
export async function fetchAround(task: Task, fetchFrom: typeof fetch): Promise<Around | null> {
  if (task.project === null) return { before: [], missing: task.dependsOn, after: [] };
  const outcome = await fetchTaskGraph(task.project, fetchFrom);
  if (outcome.name !== 'found') return null;
  return aroundIn(task, outcome.stored.tasks);
}

export function aroundIn(task: Task, plan: readonly Task[]): Around {
  const before = plan.filter(({ taskId }) => task.dependsOn.includes(taskId));
  const known = new Set(before.map(({ taskId }) => taskId));
  return {
    before,
    missing: task.dependsOn.filter((taskId) => !known.has(taskId)),
    after: plan.filter(({ id, dependsOn }) => id !== task.id && dependsOn.includes(task.taskId)),
  };
}
