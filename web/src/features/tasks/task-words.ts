import {
  TASK_STATES,
  type TaskNode,
  type TaskState,
} from '@claude-monitor/protocol/task-graph/task-graph';
import type { Task } from '@claude-monitor/protocol/live/view';
import { percent } from '../../lib/format/numbers.ts';
import { duration, span } from '../../lib/format/time.ts';
import type { GlyphLook } from '../../lib/ui/glyphs.ts';
import * as texts from './texts.ts';

export const TASK_STATE_GLYPH: Record<TaskState, GlyphLook> = {
  in_progress: { shape: 'dot', tone: 'active' },
  failed: { shape: 'cross', tone: 'failed' },
  dead_blocked: { shape: 'barred ring', tone: 'stalled' },
  ready: { shape: 'ring', tone: 'plain' },
  blocked: { shape: 'dashed ring', tone: 'quiet' },
  done: { shape: 'tick', tone: 'quiet' },
  cancelled: { shape: 'dash', tone: 'quiet' },
};

/** What wants eyes comes first, what is over last: the order of every list of states. */
export const TASK_STATE_RANK: Record<TaskState, number> = {
  failed: 0,
  dead_blocked: 1,
  in_progress: 2,
  ready: 3,
  blocked: 4,
  done: 5,
  cancelled: 6,
};

export const STATES_IN_ORDER: readonly TaskState[] = [...TASK_STATES].sort(
  (a, b) => TASK_STATE_RANK[a] - TASK_STATE_RANK[b],
);

export const nameOf = (task: Pick<Task, 'description' | 'taskId'>): string =>
  task.description ?? task.taskId;

/** The few words at the right of a task: how far, how long, or how many it waits for. */
export function shortState(task: Task, node: TaskNode, now: number): string {
  switch (node.state) {
    case 'in_progress':
      if (task.progress !== null) return percent(task.progress);
      return task.startedAt === null
        ? texts.TASK_STATE_WORDS[node.state]
        : span(Math.max(0, now - task.startedAt));
    case 'done':
    case 'failed':
      return task.durationMs === null
        ? texts.TASK_STATE_WORDS[node.state]
        : duration(task.durationMs);
    case 'blocked':
      return texts.waitsFor(node.waitsFor.length + node.missing.length);
    default:
      return texts.TASK_STATE_WORDS[node.state];
  }
}

export function taskLabel(task: Task, node: TaskNode, now: number): string {
  const parts = [
    nameOf(task),
    texts.TASK_STATE_WORDS[node.state],
    node.state === 'in_progress' && task.progress !== null ? percent(task.progress) : null,
    node.state === 'blocked' ? shortState(task, node, now) : null,
    task.agentName,
    task.priority === null ? null : texts.PRIORITY_WORDS[task.priority],
    node.isCritical ? texts.onPath : null,
  ];
  return parts.filter((part) => part !== null).join(', ');
}
