import { attemptAt, lastAttempt } from '../sessions/attempts.ts';
import { reviseAttempts } from '../sessions/attempts-change.ts';
import { identityOf } from '../sessions/identity.ts';
import { findLastError } from '../sessions/last-error.ts';
import type { Session } from '../sessions/session.ts';
import { reviseStandIn } from '../sessions/shown-as.ts';
import { withItsCards } from '../sessions/user-of.ts';
import { markCard, type FoldState } from '../state.ts';
import { markPlans } from '../tasks/asked.ts';
import { markTasks, matchPlansOf } from '../tasks/tasks.ts';
import type { FoldContext } from './effects.ts';
import { ownerOf } from './owner.ts';
import { recomputeStretch } from './recompute.ts';
import { updateShare } from './share.ts';
import { moveMinutes } from './windows.ts';

/**
 * The one pass after an event: what depends on what it touched is computed anew, in one direction.
 * Attempts rest on starts and facts; who is shown for whom on attempts and links; what facts add on
 * all of these; the workspace's counts and what is shown on what facts add.
 */
export function propagate(
  state: FoldState,
  { session, at }: { session: Session; at: number },
  context: FoldContext,
): void {
  const { effects } = context;
  for (const key of effects.attempts) {
    const changed = state.sessions.get(key);
    if (changed !== undefined) reviseAttempts(state, changed, context);
  }
  for (const key of effects.newRuns) propagateRuns(state, key, context);
  for (const key of effects.linked) {
    for (const run of state.sessions.get(key)?.runs ?? []) effects.standIns.add(run);
  }
  for (const key of effects.standIns) {
    const run = state.sessions.get(key);
    if (run !== undefined) reviseStandIn(state, run, context);
  }
  for (const key of effects.identities) propagateIdentity(state, key, context);
  for (const [key, from] of effects.stretches) {
    const run = state.sessions.get(key);
    if (run !== undefined) recomputeStretch(state, run, from, context);
  }
  for (const lost of effects.lastErrors.values()) findLastError(state, lost);
  for (const key of effects.sessions) {
    const changed = state.sessions.get(key);
    if (changed !== undefined) updateShare(state, changed);
  }
  markShown(state, session, at, context.seq);
}

/** Another run works for the session: whose it is, and so its plans, may follow from that. */
function propagateRuns(state: FoldState, key: string, context: FoldContext): void {
  const session = state.sessions.get(key);
  if (session === undefined) return;
  markPlans(state, session, context.seq);
  if (session.user === null) matchPlansOf(state, session, context);
}

/** Agent, project or user of a session changed: what is grouped under them, and what shows them. */
function propagateIdentity(state: FoldState, key: string, context: FoldContext): void {
  const session = state.sessions.get(key);
  if (session === undefined) return;
  for (const attempt of session.attempts) {
    const { agentName } = identityOf(session, attempt);
    if (agentName !== attempt.figures.agent) moveMinutes(state, attempt, agentName);
  }
  session.identityRev = context.seq;
  state.sessions.touch(key);
  markTasks(state, session, context.seq);
  markPlans(state, session, context.seq);
  for (const near of withItsCards(state.sessions, session)) matchPlansOf(state, near, context);
}

/** The card the event belongs to, the newest of the session, and those that runs work for now. */
function markShown(state: FoldState, session: Session, at: number, seq: number): void {
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
  if (run.linked.size === 0) return;
  const card = ownerOf(state, run, '', run.lastAt).attempt.card;
  if (card !== run.worksFor) {
    markCard(state, run.worksFor, seq);
    run.worksFor = card;
    state.sessions.touch(run.key);
  }
  markCard(state, card, seq);
}
