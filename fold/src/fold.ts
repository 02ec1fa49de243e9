import type { EventOf, TelemetryEvent } from '@claude-monitor/protocol/event';
import { sessionKeyOf } from '@claude-monitor/protocol/ids';
import { addFact, noteSignal, plainFact } from './facts/add-fact.ts';
import { attemptAt, lastAttempt } from './sessions/attempts.ts';
import { noteCall } from './facts/calls.ts';
import type { Fact } from './facts/fact.ts';
import { foldEnd, foldInstance, foldPrompt, foldStart, foldTurn } from './observe/fold-life.ts';
import { foldMetric } from './observe/fold-metric.ts';
import { foldPassing } from './observe/fold-passing.ts';
import { foldSequence } from './observe/fold-sequence.ts';
import { foldTask } from './observe/fold-task.ts';
import { foldTool, nameOwnCalls } from './observe/fold-tool.ts';
import { foldGauge, foldUsage } from './observe/fold-usage.ts';
import { joinTellings } from './facts/join-tellings.ts';
import { noteImpliedSpawn } from './observe/implied-spawn.ts';
import { findLastErrors } from './sessions/last-error.ts';
import { foldLink } from './sessions/links.ts';
import { noteIdentity } from './observe/note-identity.ts';
import { ownerOf } from './derive/owner.ts';
import type { Session } from './sessions/session.ts';
import { resettleCard, type FoldContext } from './derive/settle.ts';
import { doubtStandIns, reviseStandIns } from './sessions/shown-as.ts';
import { markAttempts, markCard, sessionOf, type FoldState } from './state.ts';
import { nameTask, reviewUser, workOff } from './tasks/tasks.ts';
import { noteNewest } from './derive/windows.ts';

/**
 * Takes one event into the state, in place: the one place that knows what an event means. The result
 * depends on which events came, not on their order or repetition (rule FLD1). It reads neither the
 * clock nor arrival times, and never throws on a parsed event (FLD2). False when nothing changed.
 *
 * Order does not matter within these bounds: an event id is used for one thing; all that is told of
 * one fact lies within an hour (of one tool call: four; readings of a counter: a day); a session's
 * events all name its device or none does; no more than `LIMITS.openToolsKept` calls of a session
 * are open at once, and no more than `LIMITS.tellingsJoined` failures of a prompt follow on each other
 * within a minute.
 */
export function fold(state: FoldState, event: TelemetryEvent, context: FoldContext): boolean {
  const key = sessionKeyOf(event.sessionId, event.device ?? '');
  const session = sessionOf(state, key, event.sessionId);
  noteNewest(state, event.time);
  const isTime = !isOnlyLink(event) && noteTimes(state, session, event.time, context);
  const identity = noteIdentity(session, event);
  const isTask = nameTaskOf(state, session, event, context);
  const isSpawn = noteImpliedSpawn(state, session, event, context);
  noteCall(state, event);
  const isFact = foldType(state, session, event, context);
  const isLink = foldLink(state, session, event, context);
  const isNamed = nameOwnCalls(state, event, context.seq);
  if (identity === 'project' || identity === 'agent or user') {
    resettleCard(state, session, 0, context);
    reviewUser(state, session);
  }
  if (identity !== null && identity !== 'stamp') markAttempts(state, session, context.seq);
  const hasChanged =
    isTime || isTask || isSpawn || isFact || isLink || isNamed || identity !== null;
  if (hasChanged) reviseStandIns(state, context);
  // What earlier events left to do is gone on with too.
  if (!workOff(state, context) && !hasChanged) return false;
  findLastErrors(state);
  markCards(state, session, event.time, context.seq);
  return true;
}

/**
 * Another source's word that a call for this session was made: a link, but no life of its own. Who
 * says it may not know the device of the session; one that nobody else knows stays unseen.
 */
const isOnlyLink = (event: TelemetryEvent): boolean =>
  event.type === 'gauge' && event.source === 'hook' && event.parentSessionId !== undefined;

function noteTimes(state: FoldState, session: Session, at: number, context: FoldContext): boolean {
  const isKnown = session.hasOwnEvents && session.firstAt <= at && session.lastAt >= at;
  if (!session.hasOwnEvents) {
    session.hasOwnEvents = true;
    doubtStandIns(state, session);
    if (session.runs.length > 0) resettleCard(state, session, 0, context);
  }
  session.firstAt = Math.min(session.firstAt, at);
  session.lastAt = Math.max(session.lastAt, at);
  return !isKnown;
}

function foldType(
  state: FoldState,
  session: Session,
  event: TelemetryEvent,
  context: FoldContext,
): boolean {
  switch (event.type) {
    case 'session.start':
      return foldStart(state, session, event, context);
    case 'session.end':
      return foldEnd(state, session, event, context);
    case 'session.state':
      return foldTurn(session, event, event.state, event.reason ?? null);
    case 'prompt':
      return foldPrompt(state, session, event, context);
    case 'instance.start':
    case 'instance.end':
      return foldInstance(state, session, event, context);
    case 'task.plan':
    case 'task.start':
    case 'task.progress':
    case 'task.complete':
      return foldTask(state, session, event, context);
    case 'usage':
      return foldUsage(state, session, event, context);
    case 'gauge':
      return foldGauge(session, event);
    case 'tool.call':
      return foldTool(state, session, event, context);
    case 'error':
      return foldError(state, session, event, context);
    case 'sequence':
      return foldSequence(state, session, event, context);
    case 'metric':
      return foldMetric(state, session, event, context);
    case 'compaction': {
      const fact = promptFact(event, 'compaction');
      return addFact(state, session, fact, context, (put) => {
        joinTellings(state, session, put, context);
      });
    }
    case 'handover':
    case 'message':
      return foldPassing(state, session, event, context);
  }
}

function foldError(
  state: FoldState,
  session: Session,
  event: EventOf<'error'>,
  context: FoldContext,
): boolean {
  const fact = promptFact(event, 'error');
  fact.fields.errorType = event.errorType;
  fact.fields.errorMessage = event.errorMessage;
  fact.fields.severity = event.severity;
  if (event.isAfterRetries === true) fact.fields.isAfterRetries = true;
  const isSignal = noteSignal(session, event.time);
  const isAdded = addFact(state, session, fact, context, (put) => {
    joinTellings(state, session, put, context);
  });
  return isAdded || isSignal;
}

/** What may be told by more than one source, under no other id than that of its prompt. */
function promptFact(event: TelemetryEvent, kind: 'error' | 'compaction'): Fact {
  const fact = plainFact(event, kind);
  if (event.promptId !== undefined) fact.fields.promptId = event.promptId;
  return fact;
}

/** An event that names a task by the way makes sure that it exists. */
function nameTaskOf(
  state: FoldState,
  session: Session,
  event: TelemetryEvent,
  context: FoldContext,
): boolean {
  if (event.taskId === undefined) return false;
  const named = { taskId: event.taskId, project: event.project ?? '', at: event.time };
  return nameTask(state, session, named, context.seq);
}

/** The card the event belongs to, the newest of the session, and those that runs work for now. */
function markCards(state: FoldState, session: Session, at: number, seq: number): void {
  markCard(state, attemptAt(session, at).card, seq);
  markCard(state, lastAttempt(session).card, seq);
  markWorksFor(state, session, seq);
  for (const key of session.runs) {
    const run = state.sessions.get(key);
    if (run !== undefined) markWorksFor(state, run, seq);
  }
}

/** The signs of life of a run are shown on the card it works for; both change when that does. */
function markWorksFor(state: FoldState, run: Session, seq: number): void {
  if (run.links.size === 0) return;
  const card = ownerOf(state.sessions, run, '', run.lastAt).attempt.card;
  if (card !== run.worksFor) markCard(state, run.worksFor, seq);
  run.worksFor = card;
  markCard(state, card, seq);
}
