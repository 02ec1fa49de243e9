import { newList } from '../../storage/sorted.ts';
import { markTask } from '../../derive/marks.ts';
import type { FoldState } from '../../state.ts';
import { addJob, startPass, advancePass } from '../backlog.ts';
import type { Scope, TaskRecord, TaskRecords, Track } from '../records.ts';
import { partsOf, timesOf } from '../sums.ts';
import { workerOf } from '../track.ts';

/**
 * A plan may say that it is the whole plan of its project: what it does not name, nobody began and
 * an older plan named, is cancelled. What counts is time, not arrival: the newest such plan of the
 * project is `replacedAt`, and a task stands or falls by its own newest plan, which is looked at when
 * it is read. A project is one workspace-wide, as the id of a task is, whoever planned it. Beginning a
 * cancelled task revives it.
 */
export function droppedAt(state: TaskRecords, record: TaskRecord): number | null {
  const scope = state.scopes.get(record.scope);
  if (scope === undefined || workerOf(state, record) !== null) return null;
  const { plannedAt } = partsOf(state, record).sum;
  return plannedAt !== null && plannedAt < scope.replacedAt ? scope.replacedAt : null;
}

/** Notes the newest plan of a task that nobody began; null: none, or it was begun. */
export function applyPlanned(state: TaskRecords, record: TaskRecord, at: number | null): void {
  const { indexed, task } = record;
  if (indexed.planned === at) return;
  const scope = scopeRecord(state, record.scope);
  const planned = plannedIn(state, record.scope, scope);
  if (indexed.planned !== null) planned.delete({ at: indexed.planned, id: task });
  if (at !== null) planned.set({ at, id: task, value: '' });
  indexed.planned = at;
  keepScope(state, record.scope, scope);
}

/** Notes when a plan that replaces all others last named the track, for the project it is of now. */
export function applyReplaced(state: TaskRecords, track: Track, name: string): void {
  const { indexed, ref, replacedAt } = track;
  const before = indexed.replaced;
  if (before?.at === replacedAt && (before === null || before.scope === name)) return;
  if (before !== null) {
    changeReplacers(state, before.scope, (list) => {
      list.delete({ at: before.at, id: ref });
    });
  }
  indexed.replaced = replacedAt === undefined ? null : { scope: name, at: replacedAt };
  if (replacedAt === undefined) return;
  changeReplacers(state, name, (list) => {
    list.set({ at: replacedAt, id: ref, value: '' });
  });
}

/**
 * Goes on saying which tasks look different since the newest such plan changed: those that an older
 * plan named and nobody began, for all of them show when they were left out.
 */
export function markReplaced(
  state: FoldState,
  name: string,
  { budget, seq }: { budget: number; seq: number },
): { steps: number; isDone: boolean } {
  const scope = state.scopes.get(name);
  for (let steps = 0; ; steps++) {
    if (scope === undefined || scope.marking === null) return { steps, isDone: true };
    const { marking } = scope;
    state.scopes.touch(name);
    const next = plannedIn(state, name, scope).next(marking);
    if (next === undefined || next.at >= marking.reach) {
      scope.marking = marking.again ? { ...startPass(null), reach: marking.reach } : null;
      keepScope(state, name, scope);
      continue;
    }
    if (steps >= budget) return { steps, isDone: false };
    advancePass(marking, next);
    markTask(state, next.id, seq);
  }
}

function changeReplacers(
  state: TaskRecords,
  name: string,
  change: (list: ReturnType<typeof timesOf>) => void,
): void {
  const scope = scopeRecord(state, name);
  const replacers = timesOf(state, `replacers ${name}`, scope.replacers);
  change(replacers);
  keepScope(state, name, scope);
  const replacedAt = replacers.previous()?.at ?? 0;
  if (replacedAt === scope.replacedAt) return;
  const reach = Math.max(replacedAt, scope.replacedAt);
  scope.replacedAt = replacedAt;
  const oldest = plannedIn(state, name, scope).next();
  if (oldest === undefined || oldest.at >= reach) return;
  if (scope.marking === null) addJob(state, 'scope', name);
  const { marking } = scope;
  scope.marking = { ...startPass(marking), reach: Math.max(marking?.reach ?? 0, reach) };
}

/** One in which nothing is planned leaves. */
function keepScope(state: TaskRecords, name: string, scope: Scope): void {
  const isEmpty =
    scope.marking === null &&
    plannedIn(state, name, scope).size === 0 &&
    timesOf(state, `replacers ${name}`, scope.replacers).size === 0;
  if (isEmpty) state.scopes.delete(name);
  else state.scopes.touch(name);
}

function scopeRecord(state: TaskRecords, name: string): Scope {
  const known = state.scopes.get(name);
  if (known !== undefined) return known;
  const scope: Scope = { planned: newList(), replacers: newList(), replacedAt: 0, marking: null };
  state.scopes.put(name, scope);
  return scope;
}

const plannedIn = (state: TaskRecords, name: string, { planned }: Scope) =>
  timesOf(state, `planned ${name}`, planned);
