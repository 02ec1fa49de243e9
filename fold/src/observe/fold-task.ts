import type { EventOf } from '@claude-monitor/protocol/event/event';
import { LIMITS } from '@claude-monitor/protocol/limits';
import { addFact, addSignal, plainFact } from '../facts/add-fact.ts';
import { recordsOf } from '../facts/calls.ts';
import type { Fact } from '../facts/fact.ts';
import type { PutFact } from '../facts/put-fact.ts';
import type { Boundary, SessionRecord } from '../sessions/session.ts';
import type { FoldContext } from '../derive/effects.ts';
import { compareStamps, newest, RANKS, type Stamped } from '../facts/stamp.ts';
import type { FoldState } from '../state.ts';
import { place } from '../facts/timeline.ts';
import { from, START } from '../storage/sorted.ts';
import { applyTrack } from '../tasks/apply-track.ts';
import type { Planned, SessionTasks, Track } from '../tasks/records.ts';
import { changeBoundary, ofStart } from '../tasks/spans.ts';
import { completionsOf, startsOf } from '../tasks/sums.ts';
import { trackOf } from '../tasks/track.ts';

type TaskEvent =
  | EventOf<'task.plan'>
  | EventOf<'task.start'>
  | EventOf<'task.progress'>
  | EventOf<'task.complete'>;

/** What became of a task's work: the newest word counts, whoever says it. Nothing of its session rests on it. */
export function foldOutcome(
  session: SessionRecord,
  event: EventOf<'task.outcome'>,
  context: FoldContext,
): boolean {
  const track = trackOf(context.state, session.key, event);
  // Unreachable: an event's task is named before the event is folded.
  if (track === undefined) return false;
  const { source, time, id, outcome } = event;
  const outcomeStamp = { rank: RANKS.intent[source], time, id, value: outcome };
  const known = track.outcome ?? null;
  const newer = newest(known, outcomeStamp);
  if (newer === known) return false;
  track.outcome = newer;
  applyTrack(session, track, context);
  return true;
}

export function foldTask(session: SessionRecord, event: TaskEvent, context: FoldContext): boolean {
  const { state } = context;
  const fact = plainFact(event, event.type);
  takeRecordedTime(state, event, fact);
  if (event.type === 'task.complete') fact.fields.taskStatus = event.status;
  const isSignal = addSignal(session, event.time);
  const isAdded = addFact({ session, fact }, context, (put) => {
    observeTask(state, { session, event, put, context });
  });
  return isAdded || isSignal;
}

/** A boundary that a tool call made is as old as its client's record of that call. */
function takeRecordedTime(state: FoldState, event: TaskEvent, fact: Fact): void {
  const records = recordsOf(state, event);
  const isBoundary = event.type === 'task.start' || event.type === 'task.complete';
  if (records === undefined || !isBoundary) return;
  const [at] = [...records.values()].map((record) => record.at).sort((a, b) => compareStamps(b, a));
  if (at === undefined) return;
  fact.fields.at = at.value;
  fact.overrides = { ...fact.overrides, at: { rank: at.rank, time: at.time, id: at.id } };
}

type Observed = { session: SessionRecord; event: TaskEvent; put: PutFact; context: FoldContext };

/** Enters what a task event says; re-attributes what its session did since. */
function observeTask(state: FoldState, { session, event, put, context }: Observed): void {
  const track = trackOf(state, session.key, event);
  const tasks = state.sessionTasks.get(session.key);
  // Unreachable: an event's task is named before the event is folded.
  if (track === undefined || tasks === undefined) return;
  const { at } = put.fact.fields;
  observeWords(state, track, event);
  observeBoundary(state, { tasks, track, event, put });
  applyTrack(session, track, context);
  // A session of an earlier attempt may show the task, or have shown it until now.
  context.effects.touch('shown', session);
  if (event.type === 'task.plan') return;
  const earliest = Math.min(at, put.was?.at ?? at);
  context.effects.boundaries(session, touchedFrom(state, track, earliest));
}

function observeWords(state: FoldState, track: Track, event: TaskEvent): void {
  const stamp = { rank: RANKS.intent[event.source], time: event.time, id: event.id };
  if (event.taskDescription !== undefined) {
    track.description = newest(track.description, { ...stamp, value: event.taskDescription });
  }
  if ('priority' in event && event.priority !== undefined) {
    track.priority = newest(track.priority, { ...stamp, value: event.priority });
  }
  if (event.type === 'task.plan' && event.dependsOn !== undefined) {
    observeDependencies(state, track, { ...stamp, value: event.dependsOn });
  }
  if (event.type === 'task.progress') {
    track.progress = newest(track.progress, { ...stamp, value: event.progress });
  }
}

type Bounding = Pick<Observed, 'event' | 'put'> & { tasks: SessionTasks; track: Track };

function observeBoundary(state: FoldState, { tasks, track, event, put }: Bounding): void {
  const boundary = { at: put.fact.fields.at, id: put.fact.key };
  const was = put.was === null ? null : { at: put.was.at, id: put.fact.key };
  switch (event.type) {
    case 'task.start': {
      const starts = startsOf(state, track);
      if (was !== null)
        changeBoundary(state, { tasks, track, boundary: ofStart(was) }, () => starts.delete(was));
      changeBoundary(state, { tasks, track, boundary: ofStart(boundary) }, () => {
        starts.set({ ...boundary, value: '' });
      });
      break;
    }
    case 'task.progress':
      changeBoundary(state, { tasks, track, boundary: START }, () => {
        track.firstProgressAt = Math.min(track.firstProgressAt ?? event.time, event.time);
      });
      break;
    case 'task.complete': {
      const completions = completionsOf(state, track);
      const { status, duration = null } = event;
      if (was !== null)
        changeBoundary(state, { tasks, track, boundary: was }, () => completions.delete(was));
      changeBoundary(state, { tasks, track, boundary }, () => {
        completions.set({ ...boundary, value: { status, durationMs: duration } });
      });
      break;
    }
    case 'task.plan':
      if (event.replaces === true) track.replacedAt = Math.max(track.replacedAt ?? 0, event.time);
      track.plans ??= [];
      place(track.plans, plannedAs(event, boundary), was?.at ?? null);
      observePlanTimes(track, { plans: track.plans, at: boundary.at, was: was?.at ?? null });
      track.plans.splice(0, track.plans.length - LIMITS.plansKept);
      keepTexts(track.plans);
  }
}

/** The texts of the newest plans are kept, within `LIMITS.planTextKept`. */
export function keepTexts(plans: Planned[]): void {
  let room = LIMITS.planTextKept;
  for (const plan of plans.toReversed()) {
    room -= (plan.description?.length ?? 0) + lengthOf(plan.dependsOn ?? []);
    if (room >= 0) continue;
    plan.description = null;
    plan.dependsOn = null;
  }
}

const lengthOf = (texts: readonly string[]): number =>
  texts.reduce((length, text) => length + text.length, 0);

/** A plan that is reported again, by somebody who knows its time better, is no longer where it was. */
function observePlanTimes(
  track: Track,
  { plans, at, was }: { plans: readonly Planned[]; at: number; was: number | null },
): void {
  const ats = plans.map((plan) => plan.at);
  track.planAt = was === track.planAt ? Math.min(...ats) : Math.min(track.planAt ?? at, at);
  track.plannedAt = was === track.plannedAt ? Math.max(...ats) : Math.max(track.plannedAt ?? 0, at);
}

const plannedAs = (event: EventOf<'task.plan'>, boundary: Boundary): Planned => ({
  ...boundary,
  description: event.taskDescription ?? null,
  priority: event.priority ?? null,
  dependsOn: event.dependsOn ?? null,
});

/** A long list lies beside the track, so that neither record is too long. */
export function observeDependencies(
  state: FoldState,
  track: Track,
  dependencies: Stamped<string[]>,
): void {
  if (track.dependsOn !== null && compareStamps(dependencies, track.dependsOn) <= 0) return;
  const isLong = lengthOf(dependencies.value) > LIMITS.inlineDependencies;
  track.dependsOn = isLong ? { ...dependencies, value: null } : dependencies;
  if (isLong) state.longDependencies.put(track.ref, dependencies.value);
  else state.longDependencies.delete(track.ref);
}

/** A boundary may take the place of the completion before it, so that one is settled again too. */
const touchedFrom = (state: FoldState, track: Track, at: number): number =>
  completionsOf(state, track).previous(from(at))?.at ?? at;
