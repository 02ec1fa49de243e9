import type { Task, TaskStatus } from '@claude-monitor/protocol/live/view';

const SHOWN_PER_AGENT = 4;
/** Of what is over: the archive has the rest. */
const SHOWN_OVER = 1;
const SHOWN_AGENTS = 12;

/** `more`: of those that are not over, how many are not shown. */
export type AgentTasks = { agent: string; tasks: readonly Task[]; more: number };
export type TasksByAgent = { agents: readonly AgentTasks[]; moreAgents: number };

const STATUS_RANK: Record<TaskStatus, number> = {
  started: 0,
  failed: 1,
  planned: 2,
  success: 3,
  cancelled: 4,
};

/** The tasks of each agent: what is being done, what failed, what is planned, then what is over. */
export function tasksByAgent(tasks: Iterable<Task>): TasksByAgent {
  const byAgent = new Map<string, Task[]>();
  for (const task of tasks) {
    const agent = task.agentName ?? '';
    const own = byAgent.get(agent);
    if (own === undefined) byAgent.set(agent, [task]);
    else own.push(task);
  }
  const agents = [...byAgent].map(([agent, own]) => {
    own.sort(byProgress);
    const open = own.filter((task) => !isOver(task)).length;
    const shown = own.slice(0, Math.min(SHOWN_PER_AGENT, open + SHOWN_OVER));
    return { agent, tasks: shown, more: Math.max(0, open - shown.length) };
  });
  agents.sort(busyFirst);
  return {
    agents: agents.slice(0, SHOWN_AGENTS),
    moreAgents: Math.max(0, agents.length - SHOWN_AGENTS),
  };
}

/** Starts and ends move a task; its progress does not, or the list would never keep still. */
function byProgress(a: Task, b: Task): number {
  const rank = STATUS_RANK[a.status] - STATUS_RANK[b.status];
  return rank || movedAt(b) - movedAt(a) || (a.id < b.id ? -1 : 1);
}

const isOver = ({ status }: Task): boolean => status === 'success' || status === 'cancelled';

const movedAt = (task: Task): number => task.endedAt ?? task.startedAt ?? 0;

/** Agents with open work first, then by name; tasks of nobody last. */
function busyFirst(a: AgentTasks, b: AgentTasks): number {
  if (a.agent === '' || b.agent === '') return a.agent === '' ? 1 : -1;
  return Number(isBusy(b)) - Number(isBusy(a)) || (a.agent < b.agent ? -1 : 1);
}

const isBusy = ({ tasks }: AgentTasks): boolean =>
  tasks.some((task) => task.status === 'started' || task.status === 'failed');
