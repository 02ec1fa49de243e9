import { cycleText, cyclePaths } from './cycle-paths.ts';

export type PlannedTask = { taskId: string; dependsOn?: readonly string[] | undefined };

/** What is wrong with a plan, and where: the path from the plan's list of tasks. */
export type PlanFault = { path: (string | number)[]; message: string };

/** More than one, so that a plan is mended at once; few, for somebody reads them. */
const MOST_FAULTS = 10;
/** At each end of a circle: one of 200 tasks is written in full. */
const SHOWN = 101;

/**
 * What is wrong with a plan that is said as a whole (rule TSK1): ids that two tasks have, and
 * dependencies on itself, on a task that the plan does not name, or round a circle.
 */
export function planFaultsOf(tasks: readonly PlannedTask[]): PlanFault[] {
  const places = new Map<string, number>();
  const faults: PlanFault[] = [];
  for (const [place, { taskId }] of tasks.entries()) {
    const first = places.get(taskId);
    if (first === undefined) places.set(taskId, place);
    else faults.push({ path: [place, 'taskId'], message: duplicate(taskId, first) });
  }
  const links = tasks.map(({ taskId, dependsOn = [] }, place) =>
    dependsOn.flatMap((id, index) => {
      const target = places.get(id);
      const fault = id === taskId ? selfDependency(id) : target === undefined ? unknown(id) : null;
      if (fault !== null) faults.push({ path: [place, 'dependsOn', index], message: fault });
      return fault === null && target !== undefined ? [target] : [];
    }),
  );
  for (const round of cyclePaths(links)) {
    const ids = round.map((place) => tasks[place]?.taskId ?? '');
    const [place = 0] = round;
    const index = tasks[place]?.dependsOn?.indexOf(ids[1] ?? '') ?? 0;
    faults.push({ path: [place, 'dependsOn', index], message: cycleText(ids, SHOWN) });
  }
  return faults.slice(0, MOST_FAULTS);
}

const duplicate = (id: string, first: number): string =>
  `tasks[${String(first)}] has the id ${id} too; each task has one of its own`;

export const selfDependency = (id: string): string =>
  `a task can't depend on itself: ${id} -> ${id}`;

const unknown = (id: string): string =>
  `no task of this plan has the id ${id}; name it in this plan too (what was planned before is kept)`;
