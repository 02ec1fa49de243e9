import { partsOf, workerOf } from './parts.ts';
import type { Session, Track } from './session.ts';
import { markTask, type FoldState } from './state.ts';
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

/** The task of this track is one of its project's now. */
export function enterScope(state: FoldState, session: Session, track: Track): void {
  const scopes = indexes.get(state);
  if (scopes !== undefined) enter(scopes, session, track);
}

/** A task that such a plan named is of another project now; seldom, so all are looked at. */
export function reviewScopes(state: FoldState, seq: number): void {
  for (const scope of scopesOf(state).values()) {
    let replacedAt = 0;
    for (const task of scope.tasks) {
      if (!state.tasks.has(task)) scope.tasks.delete(task);
      for (const { track } of partsOf(state, task)) {
        replacedAt = Math.max(replacedAt, track.replacedAt ?? 0);
      }
    }
    setReplacedAt(state, scope, replacedAt, seq);
  }
}

/** A plan that replaces was noted on this track; the common way, which looks at no other task. */
export function notePlan(state: FoldState, session: Session, track: Track, seq: number): void {
  const { replacedAt = 0 } = track;
  const known = scopesOf(state).get(taskScope(session, track));
  if (known !== undefined && replacedAt > known.replacedAt) {
    setReplacedAt(state, known, replacedAt, seq);
  }
}

type Scope = { tasks: Set<string>; replacedAt: number };

function setReplacedAt(state: FoldState, scope: Scope, replacedAt: number, seq: number): void {
  if (replacedAt === scope.replacedAt) return;
  const reach = Math.max(replacedAt, scope.replacedAt);
  scope.replacedAt = replacedAt;
  for (const task of scope.tasks) {
    const parts = partsOf(state, task);
    const newest = newestPlan(parts.map(({ track }) => track));
    if (newest !== null && newest < reach && workerOf(parts) === null) markTask(state, task, seq);
  }
}

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
  for (const session of state.sessions.values()) {
    for (const track of session.tracks.values()) {
      const scope = enter(scopes, session, track);
      scope.replacedAt = Math.max(scope.replacedAt, track.replacedAt ?? 0);
    }
  }
  indexes.set(state, scopes);
  return scopes;
}

function enter(scopes: Map<string, Scope>, session: Session, track: Track): Scope {
  const name = taskScope(session, track);
  const scope = scopes.get(name) ?? { tasks: new Set(), replacedAt: 0 };
  scope.tasks.add(track.task);
  scopes.set(name, scope);
  return scope;
}
