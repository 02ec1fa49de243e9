import { LIMITS, type Task } from '@claude-monitor/protocol';

type Waiting = { project: string; dependsOn: readonly string[] };

/**
 * How many planned tasks depend on each task, by the names that plans give: kept as tasks change, so that a
 * failed one looks through none. In memory only and bounded; those that were planned longest ago leave.
 */
export class WaitingTasks {
  /** By internal id, the one that changed last at the end. */
  readonly #tasks = new Map<string, Waiting>();
  /** By project and caller's id. */
  readonly #counts = new Map<string, Map<string, number>>();
  #dependencies = 0;

  /** Of the project of this task, those that can't begin before it succeeds. */
  behind({ project, taskId }: Pick<Task, 'project' | 'taskId'>): number {
    return this.#counts.get(project ?? '')?.get(taskId) ?? 0;
  }

  set({ id, project, status, dependsOn }: Task): void {
    const known = this.#tasks.get(id);
    const isWaiting = status === 'planned' && dependsOn.length > 0;
    if (isWaiting && known?.dependsOn === dependsOn && known.project === (project ?? '')) return;
    this.delete(id);
    if (!isWaiting) return;
    const waiting = { project: project ?? '', dependsOn };
    this.#tasks.set(id, waiting);
    this.#add(waiting, 1);
    for (const oldest of this.#tasks.keys()) {
      if (this.#dependencies <= LIMITS.waitingDependencies) return;
      this.delete(oldest);
    }
  }

  delete(id: string): void {
    const known = this.#tasks.get(id);
    if (known === undefined) return;
    this.#tasks.delete(id);
    this.#add(known, -1);
  }

  #add({ project, dependsOn }: Waiting, times: 1 | -1): void {
    const counts = this.#counts.get(project) ?? new Map<string, number>();
    for (const taskId of new Set(dependsOn)) {
      const count = (counts.get(taskId) ?? 0) + times;
      if (count > 0) counts.set(taskId, count);
      else counts.delete(taskId);
    }
    if (counts.size > 0) this.#counts.set(project, counts);
    else this.#counts.delete(project);
    this.#dependencies += times * dependsOn.length;
  }
}
