import type { EventOf, TelemetryEvent } from '../event/event.ts';
import { cyclesOf } from '../task-graph/cycles.ts';
import { selfDependency } from './plan-faults.ts';
import { cycleText } from './cycle-paths.ts';

/** Why a planned task of a batch is refused: `path` is the field of its event. */
type RefusedPlan = { path: string; message: string };

type Item = { index: number; event: EventOf<'task.plan'> };

/**
 * The plans of one batch that can't be followed: a task that depends on itself, and tasks of one
 * session and project that wait for each other in a circle (rule TSK1). By place in the batch. An id
 * that is not here is no fault: the rest may follow, or came before.
 */
export function refusedPlans(events: readonly TelemetryEvent[]): Map<number, RefusedPlan> {
  const refused = new Map<number, RefusedPlan>();
  const plans = new Map<string, Map<string, Item>>();
  for (const [index, event] of events.entries()) {
    if (event.type !== 'task.plan') continue;
    const { taskId, dependsOn = [] } = event;
    const own = dependsOn.indexOf(taskId);
    if (own !== -1) {
      refused.set(index, { path: `dependsOn[${String(own)}]`, message: selfDependency(taskId) });
      continue;
    }
    const name = JSON.stringify([event.device ?? '', event.sessionId, event.project ?? '']);
    const plan = plans.get(name) ?? new Map<string, Item>();
    const known = plan.get(taskId);
    // What a task depends on is what was said of it last.
    if (known === undefined || known.event.time <= event.time) plan.set(taskId, { index, event });
    plans.set(name, plan);
  }
  for (const plan of plans.values()) refuseCircles([...plan.values()], refused);
  return refused;
}

function refuseCircles(items: readonly Item[], refused: Map<number, RefusedPlan>): void {
  const places = new Map(items.map(({ event }, place) => [event.taskId, place]));
  const links = items.map(({ event }) =>
    (event.dependsOn ?? []).flatMap((id) => places.get(id) ?? []),
  );
  const next = cyclesOf(links);
  for (const [place, { index, event }] of items.entries()) {
    const way = cycleFrom(place, next);
    const [, target] = way;
    if (target === undefined) continue;
    const ids = way.map((step) => items[step]?.event.taskId ?? '');
    const at = event.dependsOn?.indexOf(ids[1] ?? '') ?? 0;
    refused.set(index, { path: `dependsOn[${String(at)}]`, message: cycleText(ids, SHOWN) });
  }
}

/** At each end of a circle: each task of it is refused for itself, so little is said each time. */
const SHOWN = 12;

/** From a task round its circle to where it met itself; the task alone when it is on none. */
function cycleFrom(start: number, next: Int32Array): number[] {
  const way = new Set<number>();
  let node = start;
  while (node !== -1 && !way.has(node)) {
    way.add(node);
    node = next[node] ?? -1;
  }
  return node === -1 ? [...way] : [...way, node];
}
