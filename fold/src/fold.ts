import type { EventOf, TelemetryEvent } from '@claude-monitor/protocol/event/event';
import { sessionKeyOf } from '@claude-monitor/protocol/ids';
import { Effects, type FoldContext } from './derive/effects.ts';
import { propagate, recomputeDependents } from './derive/propagate.ts';
import { advanceWindows } from './derive/windows.ts';
import { addFact, addSignal, plainFact } from './facts/add-fact.ts';
import { recordCall } from './facts/calls.ts';
import type { Fact } from './facts/fact.ts';
import { joinReports } from './facts/join-reports.ts';
import { foldEnd, foldSubagent, foldPrompt, foldStart, foldTurn } from './observe/fold-life.ts';
import { foldMetric } from './observe/fold-metric.ts';
import { foldPassing } from './observe/fold-passing.ts';
import { foldSequence } from './observe/fold-sequence.ts';
import { foldOutcome, foldTask } from './observe/fold-task.ts';
import { foldTool, nameOwnCalls } from './observe/fold-tool.ts';
import { foldContext, foldUsage } from './observe/fold-usage.ts';
import { applyImpliedSpawn } from './observe/implied-spawn.ts';
import type { ClockInfo } from './observe/clock-info.ts';
import { forgetFirstTime, recordClock } from './observe/record-clock.ts';
import { recordIdentity } from './observe/record-identity.ts';
import type { PriceOf } from './price.ts';
import { recordLife } from './life/record-life.ts';
import { applyAssignment } from './sessions/assignments.ts';
import { recordLabels } from './sessions/labels.ts';
import { recordUserKeys } from './sessions/users/people.ts';
import type { SessionRecord } from './sessions/session.ts';
import { sessionOf, type FoldState } from './state.ts';
import { foldTrace } from './traces/fold-trace.ts';
import { nameTask } from './tasks/tasks.ts';

export type FoldInput = {
  seq: number;
  priceOf: PriceOf;
  /**
   * The day on which the event arrived, counted from 1970: kept with the hour that it touched, for
   * retention, and read by nothing here.
   */
  arrivedOn?: number;
  /** What ingest found out about the clock of the event's sender. */
  clock?: ClockInfo;
};

/**
 * Takes one event into the state, in place: the one place that knows what an event means. Facts and
 * structure first, by what the event says itself; then one pass over what depends on that. The result
 * depends on which events came, not on their order or repetition (rule FLD1). It reads neither the
 * clock nor arrival times, and never throws on a parsed event (FLD2). False when nothing changed.
 *
 * Order does not matter within these bounds: an event id is used for one thing; all reports of one fact
 * lie within an hour (of one tool call: four; readings of a counter: 25 hours that have facts); a session's
 * events all name its device or none does; and no list of a session outgrows its bound in `LIMITS`:
 * open calls, assignments, starts, ends, attempts, readings, and failures of a prompt that follow on each
 * other within a minute. Labels are bounded before they come here (rule USE6).
 */
export function fold(
  state: FoldState,
  event: TelemetryEvent,
  { seq, priceOf, arrivedOn = 0, clock = {} }: FoldInput,
): boolean {
  const context: FoldContext = { state, seq, priceOf, arrivedOn, clock, effects: new Effects() };
  if (event.type === 'trace') return recomputeDependents(foldTrace(event, context), context);
  const key = sessionKeyOf(event.sessionId, event.device ?? '');
  const session = sessionOf(state, key, event.sessionId);
  advanceWindows(state, event.time);
  const isNews =
    event.type === 'task.outcome'
      ? observeOutcome(session, event, context)
      : observe(session, event, context);
  if (isNews) {
    state.sessions.touch(key);
    context.effects.touch('record', session);
  }
  return propagate({ session, at: event.time, isNews }, context);
}

/** A trace alone is no life of a session, and what becomes of its work is learned when it may be long over. */
type SessionEvent = Exclude<TelemetryEvent, { type: 'trace' | 'task.outcome' }>;

function observeOutcome(
  session: SessionRecord,
  event: EventOf<'task.outcome'>,
  context: FoldContext,
): boolean {
  const isTask = nameTaskOf(session, event, context);
  return foldOutcome(session, event, context) || isTask;
}

/** Enters what the event says; true when any of it is news. */
function observe(session: SessionRecord, event: SessionEvent, context: FoldContext): boolean {
  const { state, effects } = context;
  const isTime = !isOnlyLink(event) && addTimes(session, event.time, context);
  const isLife = !isOnlyLink(event) && recordLife(session, event, context);
  const identity = recordIdentity(session, event);
  const isPerson = recordUserKeys(session, event);
  const labels = recordLabels(session, event);
  const isTask = nameTaskOf(session, event, context);
  const isSpawn = applyImpliedSpawn(session, event, context);
  recordCall(state, event);
  const isFact = observeType(session, event, context);
  const isLink = applyAssignment(session, event, context);
  const isNamed = nameOwnCalls(event, context);
  const isMoved = forgetFirstTime(session, context);
  if (identity === 'project' || identity === 'agent or user') {
    effects.touch('identity', session);
  }
  if ((identity !== null && identity !== 'stamp') || isMoved) effects.touch('shown', session);
  if (labels === 'labels') effects.touch('labels', session);
  const isAboutSender = identity !== null || isPerson || labels !== null || isMoved;
  const isNews =
    isTime || isLife || isTask || isSpawn || isFact || isLink || isNamed || isAboutSender;
  // One that comes again, later, says nothing of the clock that made it.
  if (isNews) recordClock(session, event, context.clock);
  return isNews;
}

/**
 * Another source's word that a call for this session was made: an assignment, but no life of its own. Who
 * says it may not know the device of the session; one that nobody else knows stays unseen.
 */
const isOnlyLink = (event: TelemetryEvent): boolean =>
  event.type === 'session.context' &&
  event.source === 'hook' &&
  event.parentSessionId !== undefined;

function addTimes(session: SessionRecord, at: number, { effects }: FoldContext): boolean {
  const isKnown = session.hasOwnEvents && session.firstAt <= at && session.lastAt >= at;
  if (!session.hasOwnEvents) {
    session.hasOwnEvents = true;
    effects.assignments(session);
    if (session.runs.length > 0) effects.boundaries(session, 0);
  }
  session.firstAt = Math.min(session.firstAt, at);
  session.lastAt = Math.max(session.lastAt, at);
  return !isKnown;
}

function observeType(session: SessionRecord, event: SessionEvent, context: FoldContext): boolean {
  switch (event.type) {
    case 'session.start':
      return foldStart(session, event, context);
    case 'session.end':
      return foldEnd(session, event, context);
    case 'session.state':
      return foldTurn(session, event, {
        state: event.state,
        reason: event.reason ?? null,
      });
    case 'prompt':
      return foldPrompt(session, event, context);
    case 'subagent.start':
    case 'subagent.end':
      return foldSubagent(session, event, context);
    case 'task.plan':
    case 'task.start':
    case 'task.progress':
    case 'task.complete':
      return foldTask(session, event, context);
    case 'usage':
      return foldUsage(session, event, context);
    case 'session.context':
      return foldContext(session, event);
    case 'tool.call':
      return foldTool(session, event, context);
    case 'error':
      return foldError(session, event, context);
    case 'sequence':
      return foldSequence(session, event, context);
    case 'metric':
      return foldMetric(session, event, context);
    case 'compaction': {
      const fact = promptFact(event, 'compaction');
      return addFact({ session, fact }, context, (put) => {
        joinReports(session, put, context);
      });
    }
    case 'handover':
    case 'message':
      return foldPassing(session, event, context);
  }
}

function foldError(session: SessionRecord, event: EventOf<'error'>, context: FoldContext): boolean {
  const fact = promptFact(event, 'error');
  fact.fields.errorType = event.errorType;
  fact.fields.errorMessage = event.errorMessage;
  fact.fields.severity = event.severity;
  if (event.isAfterRetries === true) fact.fields.isAfterRetries = true;
  const isSignal = addSignal(session, event.time);
  const isAdded = addFact({ session, fact }, context, (put) => {
    joinReports(session, put, context);
  });
  return isAdded || isSignal;
}

/** What may be reported by more than one source, under no other id than that of its prompt. */
function promptFact(event: TelemetryEvent, kind: 'error' | 'compaction'): Fact {
  const fact = plainFact(event, kind);
  if (event.promptId !== undefined) fact.fields.promptId = event.promptId;
  return fact;
}

/** An event that names a task by the way makes sure that it exists. */
function nameTaskOf(session: SessionRecord, event: TelemetryEvent, context: FoldContext): boolean {
  if (event.taskId === undefined) return false;
  const named = { taskId: event.taskId, project: event.project ?? '', at: event.time };
  return nameTask(session, named, context);
}
