import type { TelemetryEvent } from '@claude-monitor/protocol/event';
import { noteFactBeforeStarts, reviseAttempts } from '../sessions/attempts-change.ts';
import { newFact, type Fact, type FactKind } from './fact.ts';
import { putFact, type PutFact } from './page-facts.ts';
import type { Session } from '../sessions/session.ts';
import { leavePage, settle, type FoldContext } from '../derive/settle.ts';
import { RANKS } from './stamp.ts';
import { markAttempts, type FoldState } from '../state.ts';

/**
 * Puts the fact in its page and settles it; false when it told nothing new. `note` enters what is
 * true now into the session's structure first, so that the fact is settled by what it says itself.
 */
export function addFact(
  state: FoldState,
  session: Session,
  next: Fact,
  context: FoldContext,
  note?: (put: PutFact) => void,
): boolean {
  const isNewInstance = noteInstance(session, next);
  if (isNewInstance) markAttempts(state, session, context.seq);
  const put = putFact(state, session, next);
  if (put === null) return isNewInstance;
  const { fact, page, was } = put;
  noteInstance(session, fact);
  if (put.left !== null) leavePage(put.left, fact, context.seq);
  note?.(put);
  fact.rev = context.seq;
  page.rev = context.seq;
  const { at } = fact.fields;
  const isEnd = fact.kind === 'end';
  if (noteFactBeforeStarts(state.pages, session, { at, was: was?.at ?? null, isEnd })) {
    reviseAttempts(state, session, context);
  }
  settle(state, session, page, fact, context);
  return true;
}

/** The fact an event makes, with what every event says. */
export function plainFact(event: TelemetryEvent, kind: FactKind, naturalKey?: string): Fact {
  const fact = newFact(
    kind,
    naturalKey ?? eventKey(event, kind),
    { at: event.time, source: event.source },
    { rank: RANKS.record[event.source], time: event.time, id: event.id },
  );
  if (event.agentId !== undefined) fact.fields.instance = event.agentId;
  if (event.taskId !== undefined) fact.fields.taskId = event.taskId;
  if (event.project !== undefined && event.taskId !== undefined) {
    fact.fields.project = event.project;
  }
  return fact;
}

/** What has no natural key of its own is counted by its event id. */
export const eventKey = (event: TelemetryEvent, kind: FactKind): string => `${kind}:${event.id}`;

/** A tool call, log_ calls included, ends a wait. */
export function noteSignal(session: Session, at: number): boolean {
  if (at <= session.signalAt) return false;
  session.signalAt = at;
  return true;
}

/** A prompt or the end of a turn closes main-loop calls that nobody will close. */
export function noteTurnBoundary(session: Session, at: number): boolean {
  if (at <= session.boundaryAt) return false;
  session.boundaryAt = at;
  return true;
}

function noteInstance(session: Session, fact: Fact): boolean {
  const { at, instance = '' } = fact.fields;
  const first = session.instances.get(instance);
  if (first !== undefined && first <= at) return false;
  session.instances.set(instance, at);
  return true;
}
