import { recomputeDependents } from '../derive/propagate.ts';
import { Effects, type FoldContext } from '../derive/effects.ts';
import { updateShare } from '../derive/share.ts';
import type { PriceOf } from '../price.ts';
import type { Session } from '../sessions/session.ts';
import { markAttempts, type FoldState } from '../state.ts';
import { forgetTraces } from '../traces/fold-trace.ts';
import { forgetFacts, forgetFactsFor } from './forget-facts.ts';
import {
  forgetCalls,
  forgetItsTasks,
  forgetSubagents,
  unlinkAgents,
  type Steps,
} from './forget-records.ts';
import { takeBackSealed } from './seal-hour.ts';

export type ForgetInput = { seq: number; priceOf: PriceOf; budget: number };

/**
 * One step of a deletion: what the session added is taken back, fact by fact, and its records go, some
 * `budget` at a time. Between two steps the state is whole, so a hub that is killed goes on from the
 * last one it saved. True when nothing of the session is left.
 */
export function forgetSession(state: FoldState, key: string, input: ForgetInput): boolean {
  const session = state.sessions.get(key);
  if (session === undefined) return true;
  const { seq, priceOf, budget } = input;
  const context: FoldContext = { seq, priceOf, arrivedOn: 0, effects: new Effects() };
  const steps = { left: budget };
  const isDone =
    forgetFacts(state, session, steps, context) &&
    forgetOwnedFacts(state, session, steps, context) &&
    forgetItsTasks(state, session, { steps, seq }) &&
    forgetSubagents(state, session, steps);
  // What is shown of it is of no use any more.
  context.effects.lastErrors.forEach(({ session: owner }, card, all) => {
    if (owner === key) all.delete(card);
  });
  if (isDone) leave(state, session, context);
  recomputeDependents(state, true, context);
  if (isDone) {
    state.sessions.delete(key);
    for (const { card } of session.attempts) {
      state.changes.cards.delete(card);
      state.changes.goneCards.add(card);
    }
  } else markAttempts(state, session, seq);
  return isDone;
}

/** What other runs did for it. */
function forgetOwnedFacts(
  state: FoldState,
  session: Session,
  steps: Steps,
  context: FoldContext,
): boolean {
  const { key } = session;
  for (const other of [...session.runs]) {
    const run = state.sessions.get(other);
    if (run !== undefined) {
      const isMeant = ({ kind, fields }: { kind: string; fields: { card?: string } }): boolean =>
        kind === 'link' && fields.card === key;
      if (!forgetFactsFor(state, { run, key, isMeant }, steps, context)) return false;
      unlink(state, run, session, context);
    }
    session.runs = session.runs.filter((known) => known !== other);
    state.sessions.touch(key);
  }
  return true;
}

/** The run works for the session no longer, and never did. */
function unlink(state: FoldState, run: Session, session: Session, context: FoldContext): void {
  const { effects } = context;
  effects.links(run);
  effects.facts(run.key, 0);
  effects.sessions.add(run.key);
  run.linked.delete(session.key);
  run.links = run.links.filter((link) => link.session !== session.key);
  for (const [owner, sums] of run.sealed?.sums ?? []) {
    if (sums.session !== session.key) continue;
    takeBackSealed(state, owner, sums);
    run.sealed?.sums.delete(owner);
  }
  // Links whose facts are sealed.
  if (run.sealed !== null) unlinkAgents(state, run, session.key);
  if (run.worksFor !== run.key && session.attempts.some(({ card }) => card === run.worksFor)) {
    run.worksFor = run.key;
  }
  markAttempts(state, run, context.seq);
  state.sessions.touch(run.key);
}

/** Takes back what it adds beside its facts, and parts it from those that it works for. */
function leave(state: FoldState, session: Session, context: FoldContext): void {
  const { effects, seq } = context;
  for (const [owner, sums] of session.sealed?.sums ?? []) takeBackSealed(state, owner, sums);
  for (const key of session.linked.keys()) {
    const card = state.sessions.get(key);
    if (card === undefined) continue;
    card.runs = card.runs.filter((run) => run !== session.key);
    state.sessions.touch(key);
    effects.links(card);
    effects.runs(card);
    effects.sessions.add(key);
    // Whether its self-reports count rests on who is measured beside it.
    effects.boundaries(card, 0);
    markAttempts(state, card, seq);
  }
  for (const { card, number } of session.attempts) if (number > 1) state.attempts.delete(card);
  forgetCalls(state, session.key);
  forgetTraces(state, session);
  Object.assign(session, { hasOwnEvents: false, records: null, measuredRequests: 0 });
  updateShare(state, session);
  effects.sessions.delete(session.key);
}
