import type { TelemetryEvent } from '@claude-monitor/protocol/event/event';
import type { FoldContext } from '../derive/effects.ts';
import { recomputeFact } from '../derive/recompute.ts';
import { updateFactBeforeStarts } from '../sessions/attempts-change.ts';
import { updateAtWork, reviewUnattributed } from '../sessions/at-work.ts';
import type { SessionRecord } from '../sessions/session.ts';
import { countSubagent, openSubagent, touchSubagent } from '../sessions/subagents.ts';
import { newFact, type Fact, type FactKind } from './fact.ts';
import { recordArrival } from './hours/hour.ts';
import { forgetFar } from './forget-far.ts';
import { putFact, type PutFact } from './put-fact.ts';
import { RANKS } from './stamp.ts';

/**
 * Puts the fact in its hour and recomputes what it adds; false when it says nothing new. `note` enters
 * what is true now into the session's structure first, so that the fact is computed by what it says itself.
 */
export function addFact(
  { session, fact: next }: { session: SessionRecord; fact: Fact },
  context: FoldContext,
  note?: (put: PutFact) => void,
): boolean {
  const { state, effects } = context;
  const isNewSubagent = addSubagent(session, next, context);
  if (isNewSubagent) effects.touch('shown', session);
  forgetFar(session, next, context);
  const put = putFact({ state, seq: context.seq, wasAt: context.clock.wasAt }, session, next);
  if (put === null) return isNewSubagent;
  const { fact, hour, was, left } = put;
  addSubagent(session, fact, context);
  note?.(put);
  fact.rev = context.seq;
  hour.rev = context.seq;
  recordArrival(hour, context.arrivedOn);
  const { at } = fact.fields;
  const isEnd = fact.kind === 'end';
  if (updateFactBeforeStarts(state, session, { at, was: was?.at ?? null, isEnd })) {
    effects.touch('declarations', session);
  }
  if (was !== null) state.facts.touch(hour, fact);
  recomputeFact({ run: session, hour, fact, left }, context);
  return true;
}

export function plainFact(event: TelemetryEvent, kind: FactKind, naturalKey?: string): Fact {
  const fact = newFact({
    kind,
    key: naturalKey ?? eventKey(event, kind),
    fields: { at: event.time, source: event.source },
    stamp: { rank: RANKS.record[event.source], time: event.time, id: event.id },
  });
  if (event.agentId !== undefined) fact.fields.agentId = event.agentId;
  if (event.taskId !== undefined) fact.fields.taskId = event.taskId;
  if (event.project !== undefined && event.taskId !== undefined) {
    fact.fields.project = event.project;
  }
  return fact;
}

/** What has no natural key of its own is counted by its event id. */
export const eventKey = (event: TelemetryEvent, kind: FactKind): string => `${kind}:${event.id}`;

/** A tool call, log_ calls included, ends a wait. */
export function addSignal(session: SessionRecord, at: number): boolean {
  if (at <= session.signalAt) return false;
  session.signalAt = at;
  return true;
}

/** A prompt or the end of a turn closes main-loop calls that nobody will close. */
export function addTurnBoundary(session: SessionRecord, at: number): boolean {
  if (at <= session.boundaryAt) return false;
  session.boundaryAt = at;
  return true;
}

function addSubagent(session: SessionRecord, fact: Fact, context: FoldContext): boolean {
  const { state } = context;
  const { at, agentId = '' } = fact.fields;
  if (agentId === '') return false;
  const subagent = openSubagent(state, session, agentId);
  if (subagent.firstAt !== null && subagent.firstAt <= at) return false;
  countSubagent(session, subagent);
  const was = subagent.firstAt;
  subagent.firstAt = at;
  updateAtWork(session, subagent, was);
  reviewUnattributed(session, subagent, context);
  state.sessions.touch(session.key);
  touchSubagent(state, session, agentId);
  return true;
}
