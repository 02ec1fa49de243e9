import type { TaskNode } from '@claude-monitor/protocol/task-graph/task-graph';
import type { Task } from '@claude-monitor/protocol/live/view';
import { percent } from '../../../lib/format/numbers.ts';
import { nameOf } from '../task-words.ts';

const NAMED = 3;

/** How a task stands and why, in one sentence. */
export function sentenceOf(task: Task, node: TaskNode, tasks: ReadonlyMap<string, Task>): string {
  const critical = node.isCritical ? ' It is on the critical path.' : '';
  return stateOf(task, node, tasks) + critical;
}

function stateOf(task: Task, node: TaskNode, tasks: ReadonlyMap<string, Task>): string {
  const name = (id: string): string => {
    const other = tasks.get(id);
    return other === undefined ? id : nameOf(other);
  };
  switch (node.state) {
    case 'ready':
      return 'Ready: nothing holds it up, nobody has begun it.';
    case 'blocked':
      return `Blocked by ${enumerated([...node.waitsFor.map(name), ...node.missing])}.`;
    case 'dead-blocked':
      return `Can never begin: ${whyDead(node, tasks, name)}.`;
    case 'in-progress':
      return task.progress === null ? 'In progress.' : `In progress, ${percent(task.progress)}.`;
    case 'done':
      return 'Done.';
    case 'failed':
      return 'Failed; it may be tried again.';
    case 'cancelled':
      return 'Cancelled.';
  }
}

/** The way leads to what was cancelled, or round a circle. */
function whyDead(
  node: TaskNode,
  tasks: ReadonlyMap<string, Task>,
  name: (id: string) => string,
): string {
  const way = node.deadBy.filter((id) => id !== node.id);
  const last = way.at(-1);
  if (last !== undefined && tasks.get(last)?.status === 'cancelled') {
    const over = way.length > 1 ? `, by way of ${enumerated(way.slice(0, -1).map(name))}` : '';
    return `${name(last)} was cancelled${over}`;
  }
  if (way.length === 0) return 'it waits for itself';
  return `it waits in a circle with ${enumerated(way.map(name))}`;
}

function enumerated(names: readonly string[]): string {
  const shown = names.slice(0, NAMED);
  const more = names.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${String(more)} more` : shown.join(', ');
}
