import { LIMITS, type AgentsAnswer, type AgentsQuery } from '@claude-monitor/protocol';
import { agentRows, type Ended } from '../../../domain/efficiency/agent-efficiency.ts';
import type { Database } from '../../client.ts';
import { sessionsById } from '../of-sessions.ts';
import { scanTasks } from '../tasks/task-scan.ts';
import { modelsOfTasks } from './task-models.ts';

/**
 * What agents got done: figures of the tasks that ended in a time, of a bounded number the newest. A model is the
 * one that used most tokens on the task; where nothing was used on it, its session's.
 */
export async function readAgents(
  db: Database,
  workspace: string,
  { query: { model, by, ...query }, now }: { query: AgentsQuery; now: number },
): Promise<Omit<AgentsAnswer, 'asOf' | 'fresh'>> {
  const rows = await scanTasks(db, {
    ...{ workspace, query, now, after: null },
    ...{ by: 'ended_at', order: 'desc', count: LIMITS.sortedTasks + 1 },
  });
  const isWhole = rows.length <= LIMITS.sortedTasks;
  const tasks = rows
    .slice(0, LIMITS.sortedTasks)
    .flatMap(({ view }) => (view === null || view.agentName === null ? [] : [view]));
  const [sessions, models] = await Promise.all([
    sessionsById(
      db,
      workspace,
      tasks.map((task) => task.session ?? ''),
    ),
    modelsOfTasks(db, workspace, tasks),
  ]);
  const ended = tasks.flatMap((task): Ended[] => {
    const session = sessions.get(task.session ?? '') ?? null;
    const own = models.get(task.id) ?? session?.model ?? null;
    if (model !== undefined && (own === null || !model.includes(own))) return [];
    return [{ task, session, model: by === 'agent' ? null : own }];
  });
  return { ...agentRows(ended), tasks: ended.length, isWhole };
}
