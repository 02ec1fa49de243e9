import type { TaskNode } from '@claude-monitor/protocol/task-graph/task-graph';
import type { Task } from '@claude-monitor/protocol/live/view';
import { percent } from '../../../lib/format/numbers.ts';
import { nameOf } from '../task-words.ts';
import * as texts from '../texts.ts';

const NAMED = 3;

/** How a task stands and why, in one sentence. */
export function sentenceOf(task: Task, node: TaskNode, tasks: ReadonlyMap<string, Task>): string {
  const critical = node.isCritical ? texts.isCritical : '';
  return stateOf(task, node, tasks) + critical;
}

function stateOf(task: Task, node: TaskNode, tasks: ReadonlyMap<string, Task>): string {
  const name = (id: string): string => {
    const other = tasks.get(id);
    return other === undefined ? id : nameOf(other);
  };
  switch (node.state) {
    case 'ready':
      return texts.ready;
    case 'blocked':
      return texts.blockedBy(enumerated([...node.waitsFor.map(name), ...node.missing]));
    case 'dead_blocked':
      return texts.neverStarts(whyDead(node, tasks, name));
    case 'in_progress':
      return task.progress === null ? texts.inProgress : texts.inProgressAt(percent(task.progress));
    case 'done':
      return texts.done;
    case 'failed':
      return texts.failed;
    case 'cancelled':
      return texts.cancelled;
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
    return way.length > 1
      ? texts.wasCancelledVia(name(last), enumerated(way.slice(0, -1).map(name)))
      : texts.wasCancelled(name(last));
  }
  if (way.length === 0) return texts.dependsOnItself;
  return texts.circle(enumerated(way.map(name)));
}

function enumerated(names: readonly string[]): string {
  const shown = names.slice(0, NAMED);
  return texts.namesAndMore(shown.join(', '), names.length - shown.length);
}
