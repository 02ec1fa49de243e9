import type { TelemetryEvent } from '../event.ts';
import { noteFactBeforeStarts, reviseAttempts } from './attempts-change.ts';
import { newFact, type Fact, type FactKind } from './fact.ts';
import { putFact } from './page-facts.ts';
import type { Session } from './session.ts';
import { leavePage, settle, type FoldContext } from './settle.ts';
import { RANKS } from './stamp.ts';
import type { FoldState } from './state.ts';

/**
 * Puts the fact in its page and settles it; false when it told nothing new. `note` enters it into
 * the session's structure first, so that it is settled by what it says itself.
 */
export function addFact(
  state: FoldState,
  session: Session,
  fact: Fact,
  context: FoldContext,
  note?: (merged: Fact, isNew: boolean) => void,
): boolean {
  const put = putFact(state, session, fact);
  if (put === null) return false;
  const { at, instance = '' } = put.fact.fields;
  session.instances.set(instance, Math.min(session.instances.get(instance) ?? at, at));
  session.lastAt = Math.max(session.lastAt, at);
  if (put.left !== null) leavePage(put.left, put.fact, context.seq);
  note?.(put.fact, put.isNew);
  put.fact.rev = context.seq;
  put.page.rev = context.seq;
  if (noteFactBeforeStarts(session, at, fact.kind === 'end')) {
    reviseAttempts(state, session, context);
  }
  settle(state, session, put.page, put.fact, context);
  return true;
}

/** The fact an event makes, with what every event says. */
export function plainFact(event: TelemetryEvent, kind: FactKind, key: string): Fact {
  const fact = newFact(
    kind,
    key,
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

/** A tool call, log_ calls included, ends a wait. */
export function noteSignal(session: Session, at: number): void {
  session.signalAt = Math.max(session.signalAt, at);
}
