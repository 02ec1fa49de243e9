import { partsOf, workerOf } from './parts.ts';
import type { Session, Track } from '../sessions/session.ts';
import { markTask, type FoldState } from '../state.ts';
import { taskScope } from './track.ts';

/**
 * A plan may say that it is the whole plan of its project: what it does not name, nobody began and
 * an older plan named, is cancelled. What counts is time, not arrival: the newest such plan of the
 * project is `replacedAt`, and a task stands or falls by its own newest plan. A project is one
 * workspace-wide, as the id of a task is, whoever planned it. Beginning a cancelled task revives it.
 */
export function droppedAt(state: FoldState, task: string): number | null {
  const parts = partsOf(state, task);
  const [part] = parts;
  if (part === undefined || workerOf(parts) !== null) return null;
  const newest = newestPlan(parts.map(({ track }) => track));
  const { replacedAt = 0 } = scopesOf(state).get(taskScope(part.session, part.track)) ?? {};
  return newest !== null && newest < replacedAt ? replacedAt : null;
}

/** The task of this track is one of its project's now, or is told by fewer tracks than before. */
export function enterScope(state: FoldState, session: Session, track: Track): void {
  enter(state, scopesOf(state), session, track);
}

/** A task that such a plan named is of another project now; seldom, so all are looked at. */
export function reviewScopes(state: FoldState, seq: number): void {
  for (const scope of scopesOf(state).values()) {
    let replacedAt = 0;
    for (const task of scope.plannedAt.keys()) {
      const tracks = tracksOf(state, task);
      if (tracks.length === 0) scope.plannedAt.delete(task);
      else scope.plannedAt.set(task, newestPlan(tracks) ?? NEVER);
      for (const track of tracks) replacedAt = Math.max(replacedAt, track.replacedAt ?? 0);
    }
    setReplacedAt(state, scope, replacedAt, seq);
  }
}

/** A plan was noted on this track: in the common way, which looks at no other task. */
export function notePlan(state: FoldState, session: Session, track: Track, seq: number): void {
  const { plannedAt = NEVER, replacedAt = 0 } = track;
  const known = scopesOf(state).get(taskScope(session, track));
  if (known === undefined) return;
  const newest = Math.max(known.plannedAt.get(track.task) ?? NEVER, plannedAt);
  known.plannedAt.set(track.task, newest);
  if (newest >= known.replacedAt) known.dropped.delete(track.task);
  if (replacedAt > known.replacedAt) setReplacedAt(state, known, replacedAt, seq);
}

/**
 * The tasks of a project by their newest plan, and which were dropped when somebody last looked: one
 * plan in many moments looks at all tasks in each, so little may be done with most of them.
 */
type Scope = { plannedAt: Map<string, number>; dropped: Set<string>; replacedAt: number };

const NEVER = Number.MAX_SAFE_INTEGER * -1;

function setReplacedAt(state: FoldState, scope: Scope, replacedAt: number, seq: number): void {
  if (replacedAt === scope.replacedAt) return;
  const reach = Math.max(replacedAt, scope.replacedAt);
  scope.replacedAt = replacedAt;
  for (const [task, plannedAt] of scope.plannedAt) {
    if (plannedAt >= reach || plannedAt === NEVER) continue;
    // One that was begun since is marked once too often.
    if (!scope.dropped.has(task)) {
      if (workerOf(partsOf(state, task)) !== null) continue;
      scope.dropped.add(task);
    }
    markTask(state, task, seq);
  }
}

const tracksOf = (state: FoldState, task: string): Track[] =>
  partsOf(state, task).map(({ track }) => track);

function newestPlan(tracks: readonly Track[]): number | null {
  let newest: number | null = null;
  for (const { plannedAt } of tracks) {
    if (plannedAt !== undefined) newest = Math.max(newest ?? 0, plannedAt);
  }
  return newest;
}

/** Tasks by project: made when first asked for, then kept up to date. */
const indexes = new WeakMap<FoldState, Map<string, Scope>>();

function scopesOf(state: FoldState): Map<string, Scope> {
  const known = indexes.get(state);
  if (known !== undefined) return known;
  const scopes = new Map<string, Scope>();
  indexes.set(state, scopes);
  return scopes;
}

function enter(
  state: FoldState,
  scopes: Map<string, Scope>,
  session: Session,
  track: Track,
): Scope {
  const name = taskScope(session, track);
  const scope = scopes.get(name) ?? { plannedAt: new Map(), dropped: new Set(), replacedAt: 0 };
  scope.plannedAt.set(track.task, newestPlan(tracksOf(state, track.task)) ?? NEVER);
  scopes.set(name, scope);
  return scope;
}
