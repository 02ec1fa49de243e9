import { recomputeDependents } from '../derive/propagate.ts';
import { Effects, type FoldContext } from '../derive/effects.ts';
import type { PriceOf } from '../price.ts';
import { removeFromUser } from '../sessions/users/user-usage.ts';
import type { SessionRecord } from '../sessions/session.ts';
import type { FoldState } from '../state.ts';
import { forgetTraces } from '../traces/fold-trace.ts';
import { forgetFacts, forgetFactsFor } from './forget-facts.ts';
import {
  forgetCalls,
  forgetSessions,
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
  const context: FoldContext = {
    state,
    seq,
    priceOf,
    arrivedOn: 0,
    clock: {},
    effects: new Effects(),
  };
  const steps = { left: budget };
  const isDone =
    forgetFacts(session, steps, context) &&
    forgetOwnedFacts(session, steps, context) &&
    forgetItsTasks(state, session, { steps, seq }) &&
    forgetSubagents(state, session, steps);
  // What is shown of it is of no use any more.
  context.effects.forgetErrors(session);
  if (isDone) leave(session, context);
  else context.effects.touch('shown', session);
  recomputeDependents(true, context);
  if (isDone) forgetSessions(state, session);
  return isDone;
}

/** What other runs did for it. */
function forgetOwnedFacts(session: SessionRecord, steps: Steps, context: FoldContext): boolean {
  const { state } = context;
  const { key } = session;
  for (const other of [...session.runs]) {
    const run = state.sessions.get(other);
    if (run !== undefined) {
      const isMeant = ({ kind, fields }: { kind: string; fields: { session?: string } }): boolean =>
        kind === 'assignment' && fields.session === key;
      if (!forgetFactsFor({ run, key, isMeant }, steps, context)) return false;
      unlink(run, session, context);
    }
    session.runs = session.runs.filter((known) => known !== other);
    state.sessions.touch(key);
  }
  return true;
}

/** The run works for the session no longer, and never did. */
function unlink(run: SessionRecord, session: SessionRecord, context: FoldContext): void {
  const { state, effects } = context;
  effects.assignments(run);
  effects.facts(run.key, 0);
  effects.touch('record', run);
  effects.touch('shown', run);
  run.assignedTo.delete(session.key);
  run.assignments = run.assignments.filter((assignment) => assignment.session !== session.key);
  for (const [owner, sums] of run.sealed?.sums ?? []) {
    if (sums.session !== session.key) continue;
    takeBackSealed(state, owner, sums);
    run.sealed?.sums.delete(owner);
  }
  // Assignments whose facts are sealed.
  if (run.sealed !== null) unlinkAgents(state, run, session.key);
  if (run.worksFor !== run.key && session.attempts.some(({ id }) => id === run.worksFor)) {
    run.worksFor = run.key;
  }
  state.sessions.touch(run.key);
}

/** Takes back what it adds beside its facts, and parts it from those that it works for. */
function leave(session: SessionRecord, context: FoldContext): void {
  const { state, effects } = context;
  for (const [owner, sums] of session.sealed?.sums ?? []) takeBackSealed(state, owner, sums);
  for (const key of session.assignedTo.keys()) {
    const declared = state.sessions.get(key);
    if (declared === undefined) continue;
    declared.runs = declared.runs.filter((run) => run !== session.key);
    state.sessions.touch(key);
    effects.assignments(declared);
    effects.touch('runs', declared);
    effects.touch('record', declared);
    effects.touch('shown', declared);
    // Whether its self-reports count rests on who is measured beside it.
    effects.boundaries(declared, 0);
  }
  for (const { id, number } of session.attempts) if (number > 1) state.attempts.delete(id);
  forgetCalls(state, session.key);
  forgetTraces(state, session);
  removeFromUser(state, session);
  Object.assign(session, { hasOwnEvents: false, records: null, measuredRequests: 0 });
  effects.touch('record', session);
}
