import type { EarlierTasks } from '@claude-monitor/protocol/plan/earlier-tasks';
import { z } from 'zod';

const KEPT_PROJECTS = 100;

const planSchema = z.object({
  project: z.string(),
  tasks: z.array(z.object({ taskId: z.string() })),
});

export class KnownPlans {
  readonly #projects = new Map<string, Set<string>>();

  /** Takes note of a call that was kept, if it is a plan. */
  add(tool: string, given: unknown): void {
    const plan = tool === 'log_plan' ? planSchema.safeParse(given).data : undefined;
    if (plan === undefined) return;
    const ids = this.#projects.get(plan.project) ?? new Set<string>();
    for (const { taskId } of plan.tasks) ids.add(taskId);
    // Set again, so that the project planned last is the last to be forgotten.
    this.#projects.delete(plan.project);
    this.#projects.set(plan.project, ids);
    const [oldest] = this.#projects.keys();
    if (this.#projects.size > KEPT_PROJECTS && oldest !== undefined) this.#projects.delete(oldest);
  }

  among({ project, taskIds }: EarlierTasks): ReadonlySet<string> {
    const known = this.#projects.get(project);
    return new Set(taskIds.filter((id) => known?.has(id) === true));
  }
}
