import type { EarlierTasks } from '@claude-monitor/protocol/plan/earlier-tasks';
import { LIMITS } from '@claude-monitor/protocol/limits';
import { taskIdsIn, tasksQuestion } from '@claude-monitor/protocol/questions/index';
import type { KnownPlans } from '../known-plans.ts';
import type { SendQuestion } from './send-question.ts';

/** Which tasks of a project were planned before: by this process, or as the monitor knows. */
export async function earlierTasks(
  waited: EarlierTasks,
  planned: KnownPlans,
  sendQuestion: SendQuestion,
): Promise<ReadonlySet<string>> {
  const own = planned.among(waited);
  const { project, taskIds } = waited;
  if (own.size === taskIds.length) return own;
  const query = { which: 'all', project, limit: LIMITS.pageItems };
  const answer = await sendQuestion({ question: tasksQuestion, arguments: query, sessions: [] });
  const known = answer.ok ? taskIdsIn(answer.structured) : [];
  return new Set(taskIds.filter((id) => own.has(id) || known.includes(id)));
}
