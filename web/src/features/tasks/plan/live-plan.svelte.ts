import type { TaskGraph } from '@claude-monitor/protocol/task-graph/task-graph';
import { taskGraphOf } from '@claude-monitor/protocol/task-graph/task-graph-of';
import type { Task } from '@claude-monitor/protocol/live/view';
import { newestTasks, tasksById } from './newest-tasks.ts';

/** As fast as frames come (rule HUB4). */
export const RENEW_EVERY_MS = 100;
/** Of a large plan, the graph takes at most a fifth of the time. */
const PAUSE_FACTOR = 4;

/** What is known of a project's tasks: by the history, and by the live feed. */
type PlanUpdate = {
  project: string | null;
  answered: readonly Task[];
  live: ReadonlyMap<string, Task>;
};

export type Plan = { tasks: ReadonlyMap<string, Task>; graph: TaskGraph };

export class LivePlan {
  #plan = $state.raw<Plan | null>(null);
  #update: PlanUpdate | null = null;
  #shown: readonly Task[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  get plan(): Plan | null {
    return this.#plan;
  }

  /** The first news is shown at once, what follows it closely a moment later, all together. */
  update(update: PlanUpdate): void {
    this.#update = update;
    if (this.#timer === undefined) this.#renew();
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  #renew(): void {
    this.#timer = undefined;
    const update = this.#update;
    if (update === null) return;
    this.#update = null;
    const startedAt = performance.now();
    const tasks = newestTasks(update.project, update.answered, update.live.values());
    if (this.#plan === null || !isSame(tasks, this.#shown)) {
      this.#shown = tasks;
      this.#plan = { tasks: tasksById(tasks), graph: shownGraph(taskGraphOf(tasks)) };
    }
    const pauseMs = Math.max(RENEW_EVERY_MS, PAUSE_FACTOR * (performance.now() - startedAt));
    this.#timer = setTimeout(() => {
      this.#renew();
    }, pauseMs);
  }
}

/** Where no task depends on another, a path of one task is none worth a mark. */
function shownGraph(graph: TaskGraph): TaskGraph {
  if (graph.edges.length > 0) return graph;
  return {
    ...graph,
    criticalPath: [],
    nodes: graph.nodes.map((node) => ({ ...node, isCritical: false })),
  };
}

const isSame = (a: readonly Task[], b: readonly Task[]): boolean =>
  a.length === b.length && a.every((task, index) => task === b[index]);
