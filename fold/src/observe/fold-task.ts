import type { EventOf } from '@claude-monitor/protocol/event';
import { LIMITS } from '@claude-monitor/protocol/limits';
import { addFact, addSignal, plainFact } from '../facts/add-fact.ts';
import { recordsOf } from '../facts/calls.ts';
import type { Fact } from '../facts/fact.ts';
import { indexTrack } from '../tasks/match-plan.ts';
import type { PutFact } from '../facts/put-fact.ts';
import { notePlan } from '../tasks/replaced.ts';
import type { Boundary, Planned, Session, Track } from '../sessions/session.ts';
import type { FoldContext } from '../derive/effects.ts';
import { compareStamps, newest, RANKS } from '../facts/stamp.ts';
import { markAttempts, type FoldState } from '../state.ts';
import { matchPlans, refreshTask } from '../tasks/tasks.ts';
import { firstFrom, place } from '../facts/timeline.ts';
import { openSince, trackKey } from '../tasks/track.ts';

type TaskEvent =
  | EventOf<'task.plan'>
  | EventOf<'task.start'>
  | EventOf<'task.progress'>
  | EventOf<'task.complete'>;

/** A task is planned, starts, progresses or ends. */
export function foldTask(
  state: FoldState,
  session: Session,
  event: TaskEvent,
  context: FoldContext,
): boolean {
  const fact = plainFact(event, event.type);
  takeRecordedTime(state, event, fact);
  if (event.type === 'task.complete') fact.fields.taskStatus = event.status;
  const isSignal = addSignal(session, event.time);
  const isAdded = addFact(state, session, fact, context, (put) => {
    noteTask(state, session, event, put, context);
  });
  // Who plans or completes a task decides what later calls of that name mean.
  if (event.type === 'task.plan' || event.type === 'task.complete') {
    matchPlans(state, event.taskId, context);
  }
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

/** Notes what a task event says; re-attributes what its card did since. */
function noteTask(
  state: FoldState,
  session: Session,
  event: TaskEvent,
  put: PutFact,
  context: FoldContext,
): void {
  const key = trackKey(event.taskId, event.project ?? '');
  const track = session.tracks.get(key);
  // Unreachable: an event's task is named before the event is folded.
  if (track === undefined) return;
  const { at } = put.fact.fields;
  noteWords(track, event);
  noteBoundary(track, event, put);
  if (event.type === 'task.plan') {
    indexTrack(state, session, track);
    notePlan(state, session, track, context.seq);
  }
  refreshTask(state, track.task, context.seq);
  // A card of an earlier attempt may show the task, or have shown it until now.
  markAttempts(state, session, context.seq);
  if (event.type === 'task.plan') return;
  session.lastBoundaryAt = Math.max(session.lastBoundaryAt, at);
  session.openTracks = session.openTracks.filter((other) => other !== key);
  if (openSince(track, Number.MAX_SAFE_INTEGER) !== null) session.openTracks.push(key);
  const earliest = Math.min(at, put.was?.at ?? at);
  context.effects.boundaries(session, touchedFrom(track, earliest));
}

function noteWords(track: Track, event: TaskEvent): void {
  const stamp = { rank: RANKS.intent[event.source], time: event.time, id: event.id };
  if (event.taskDescription !== undefined) {
    track.description = newest(track.description, { ...stamp, value: event.taskDescription });
  }
  if ('priority' in event && event.priority !== undefined) {
    track.priority = newest(track.priority, { ...stamp, value: event.priority });
  }
  if (event.type === 'task.plan' && event.dependsOn !== undefined) {
    track.dependsOn = newest(track.dependsOn, { ...stamp, value: event.dependsOn });
  }
  if (event.type === 'task.progress') {
    track.progress = newest(track.progress, { ...stamp, value: event.progress });
  }
}

function noteBoundary(track: Track, event: TaskEvent, { fact, was }: PutFact): void {
  const boundary = { at: fact.fields.at, id: fact.key };
  switch (event.type) {
    case 'task.start':
      place(track.starts, boundary, was?.at ?? null);
      break;
    case 'task.progress':
      track.firstProgressAt = Math.min(track.firstProgressAt ?? event.time, event.time);
      break;
    case 'task.complete': {
      const { status, duration = null } = event;
      const completion = { ...boundary, status, durationMs: duration };
      place(track.completions, completion, was?.at ?? null);
      break;
    }
    case 'task.plan':
      if (event.replaces === true) track.replacedAt = Math.max(track.replacedAt ?? 0, event.time);
      track.plans ??= [];
      place(track.plans, plannedAs(event, boundary), was?.at ?? null);
      noteWhenPlanned(track, track.plans, boundary.at, was?.at);
      track.plans.splice(0, track.plans.length - LIMITS.plansKept);
  }
}

/** A plan that is told again, by somebody who knows its time better, is no longer where it was. */
function noteWhenPlanned(track: Track, plans: readonly Planned[], at: number, was = NaN): void {
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

/** A boundary may take the place of the completion before it, so that one is settled again too. */
const touchedFrom = (track: Track, at: number): number =>
  track.completions[firstFrom(track.completions, at) - 1]?.at ?? at;
