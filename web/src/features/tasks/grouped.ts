import type { TaskGraph, TaskState } from '@claude-monitor/protocol/task-graph/task-graph';
import type { Task } from '@claude-monitor/protocol/live/view';
import { TASK_STATE_RANK } from './task-words.ts';

export type ListedTask = { task: Task; node: TaskGraph['nodes'][number] };
export type TaskGroup = { state: TaskState; items: readonly ListedTask[] };

const PRIORITY_RANK = { critical: 0, high: 1, medium: 2, low: 3 } as const;

/** The tasks by state, what wants eyes first; in a group the critical path, then by priority. */
export function groupedByState(
  graph: TaskGraph,
  tasks: ReadonlyMap<string, Task>,
  ids: ReadonlySet<string>,
): TaskGroup[] {
  const groups = new Map<TaskState, ListedTask[]>();
  for (const node of graph.nodes) {
    const task = tasks.get(node.id);
    if (task === undefined || !ids.has(node.id)) continue;
    const group = groups.get(node.state);
    if (group === undefined) groups.set(node.state, [{ task, node }]);
    else group.push({ task, node });
  }
  return [...groups]
    .sort(([a], [b]) => TASK_STATE_RANK[a] - TASK_STATE_RANK[b])
    .map(([state, items]) => ({ state, items: items.sort(byProgress) }));
}

function byProgress(a: ListedTask, b: ListedTask): number {
  return (
    Number(b.node.isCritical) - Number(a.node.isCritical) ||
    priority(a.task) - priority(b.task) ||
    endedAt(b.task) - endedAt(a.task)
  );
}

const priority = (task: Task): number =>
  task.priority === null ? PRIORITY_RANK.medium : PRIORITY_RANK[task.priority];

const endedAt = (task: Task): number => task.endedAt ?? 0;
