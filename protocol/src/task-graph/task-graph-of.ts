import { PRIORITIES } from '../event/event.ts';
import type { TaskGraph, TaskState } from './task-graph.ts';
import type { Task } from '../live/view.ts';
import { criticalPathOf } from './critical-path.ts';
import { deadEndsOf } from './dead-ends.ts';

/**
 * What each task waits for and how it stands (rule TSK2). Pure, linear in tasks and dependencies, and
 * the same whatever order the tasks come in.
 *
 * - A planned task is `ready` when all it depends on is done. What is missing blocks, for it may yet
 *   be planned; what failed blocks, for it may be tried again.
 * - `dead_blocked` is a planned task from which a chain of planned tasks leads to a cancelled one, or
 *   round a circle. Work that has begun is on no such chain: it may well be done.
 * - The critical path is the longest chain, in number of tasks, of those that are ready, blocked, in
 *   progress or failed. Ties: what started first; of what nobody began the most urgent, then
 *   what was planned first; then the smaller ids of the caller, from its end backwards.
 * - Dependencies are within a project. Of several tasks without one that share an id it is unknown
 *   which is meant: that one is missing.
 */
export function taskGraphOf(tasks: readonly Task[]): TaskGraph {
  const sorted = [...tasks].sort(byStart);
  const { links, missing } = linksOf(sorted);
  const has = (node: number, status: Task['status']): boolean => sorted[node]?.status === status;
  const deadEnds = deadEndsOf(
    links.map((targets, node) => (has(node, 'planned') ? targets : [])),
    (node) => has(node, 'cancelled'),
  );
  const idOf = (node: number): string => sorted[node]?.id ?? '';
  const waitsFor = links.map((targets, node) =>
    has(node, 'planned') ? targets.filter((target) => !has(target, 'success')) : [],
  );
  const states = sorted.map(({ status }, node): TaskState => {
    if (status !== 'planned') return STATE_OF[status];
    if ((deadEnds[node] ?? null) !== null) return 'dead_blocked';
    const isBlocked = waitsFor[node]?.length !== 0 || missing[node]?.length !== 0;
    return isBlocked ? 'blocked' : 'ready';
  });
  const critical = criticalPathOf(links, (node) => OPEN.has(states[node] ?? 'done'));
  const isCritical = new Set(critical);
  return {
    nodes: states.map((state, node) => ({
      id: idOf(node),
      state,
      waitsFor: (waitsFor[node] ?? []).map(idOf),
      missing: missing[node] ?? [],
      deadBy: (deadEnds[node] ?? []).map(idOf),
      isCritical: isCritical.has(node),
    })),
    edges: links.flatMap((targets, node) =>
      targets.map((target) => ({ from: idOf(target), to: idOf(node) })),
    ),
    criticalPath: critical.map(idOf),
    counts: countsOf(states),
  };
}

const STATE_OF = {
  started: 'in_progress',
  success: 'done',
  failed: 'failed',
  cancelled: 'cancelled',
} as const satisfies Record<Exclude<Task['status'], 'planned'>, TaskState>;

const OPEN: ReadonlySet<TaskState> = new Set(['ready', 'blocked', 'in_progress', 'failed']);

/** What each task depends on: as places in `tasks` (ascending), and the ids that none has. */
function linksOf(tasks: readonly Task[]): { links: number[][]; missing: string[][] } {
  const places = new Map<string | null, Map<string, number>>();
  for (const [place, { project, taskId }] of tasks.entries()) {
    const named = places.get(project) ?? new Map<string, number>();
    named.set(taskId, named.has(taskId) ? AMBIGUOUS : place);
    places.set(project, named);
  }
  const missing: string[][] = [];
  const links = tasks.map(({ project, dependsOn }) => {
    const ids = [...new Set(dependsOn)];
    const found = ids.map((id) => places.get(project)?.get(id) ?? AMBIGUOUS);
    missing.push(ids.filter((_, index) => found[index] === AMBIGUOUS));
    return found.filter((place) => place !== AMBIGUOUS).sort((a, b) => a - b);
  });
  return { links, missing };
}

const AMBIGUOUS = -1;

function countsOf(states: readonly TaskState[]): TaskGraph['counts'] {
  const counts = {
    ready: 0,
    blocked: 0,
    in_progress: 0,
    done: 0,
    failed: 0,
    cancelled: 0,
    dead_blocked: 0,
  };
  for (const state of states) counts[state]++;
  return counts;
}

/** A redacted link knows other names than the team: those alone would show it another path. */
function byStart(a: Task, b: Task): number {
  if (a.startedAt === null && b.startedAt === null) return byPlan(a, b);
  return (a.startedAt ?? Infinity) === (b.startedAt ?? Infinity)
    ? byName(a, b)
    : (a.startedAt ?? Infinity) - (b.startedAt ?? Infinity);
}

/** What nobody began: the most urgent first, then what was planned first, all of which a link shows too. */
function byPlan(a: Task, b: Task): number {
  return (
    urgencyOf(b) - urgencyOf(a) ||
    a.lastAt - b.lastAt ||
    a.changedSeq - b.changedSeq ||
    byName(a, b)
  );
}

const urgencyOf = ({ priority }: Task): number => PRIORITIES.indexOf(priority ?? 'medium');

function byName(a: Task, b: Task): number {
  return (
    compare(a.project ?? '', b.project ?? '') || compare(a.taskId, b.taskId) || compare(a.id, b.id)
  );
}

const compare = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);
