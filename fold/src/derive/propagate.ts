import { attemptAt, lastAttempt } from '../sessions/attempts.ts';
import { reviseAttempts } from '../sessions/attempts-change.ts';
import { identityOf } from '../sessions/identity.ts';
import { findLastError } from '../sessions/last-error.ts';
import type { Session } from '../sessions/session.ts';
import { reviseStandIn } from '../sessions/shown-as.ts';
import { markAttempt, markCard, type FoldState } from '../state.ts';
import { reviewUser, workOff } from '../tasks/tasks.ts';
import type { FoldContext } from './effects.ts';
import { ownerOf } from './owner.ts';
import { recomputeStretch } from './recompute.ts';
import { updateShare } from './share.ts';
import { moveMinutes } from './windows.ts';

/**
 * The one pass after an event: what depends on what it touched is computed anew, in one direction.
 * Attempts rest on starts and facts; who is shown for whom on attempts and links; what facts add on
 * all of these; the workspace's counts and what is shown on what facts add. False when nothing changed.
 */
export function propagate(
  { session, at, isNews }: { session: Session; at: number; isNews: boolean },
  context: FoldContext,
): boolean {
  if (!recomputeDependents(isNews, context)) return false;
  markShown(session, at, context);
  return true;
}

/** The same for what is no event: a session that leaves touches others too. */
export function recomputeDependents(isNews: boolean, context: FoldContext): boolean {
  const { state, effects } = context;
  for (const key of effects.attempts) {
    const changed = state.sessions.get(key);
    if (changed !== undefined) reviseAttempts(changed, context);
  }
  for (const key of effects.standIns) {
    const run = state.sessions.get(key);
    if (run !== undefined) reviseStandIn(run, context);
  }
  for (const key of [...effects.identities, ...effects.newRuns]) {
    const changed = state.sessions.get(key);
    if (changed !== undefined) reviewUser(state, changed);
  }
  for (const key of effects.identities) propagateIdentity(key, context);
  // What earlier events left to do is gone on with too, also by an event that says nothing new.
  if (!workOff(context) && !isNews) return false;
  for (const [key, from] of effects.bounds) spreadToRuns(key, from, context);
  for (const [key, from] of effects.stretches) {
    const run = state.sessions.get(key);
    if (run !== undefined) recomputeStretch(run, from, context);
  }
  for (const lost of effects.lastErrors.values()) findLastError(state, lost);
  for (const key of effects.sessions) {
    const changed = state.sessions.get(key);
    if (changed !== undefined) updateShare(state, changed);
  }
  return true;
}

/** A run does nothing for a session before it is first linked to it, unless it is shown as one with it. */
function spreadToRuns(key: string, from: number, { state, effects }: FoldContext): void {
  effects.facts(key, from);
  for (const name of state.sessions.get(key)?.runs ?? []) {
    const run = state.sessions.get(name);
    if (run === undefined) continue;
    const isOne = run.shownAs?.session === key;
    const linkedAt = isOne ? from : (run.linked.get(key)?.[0]?.at ?? from);
    effects.facts(name, Math.max(from, linkedAt));
  }
}

/** Agent, project or user of a session changed: what is grouped under them, and what shows them. */
function propagateIdentity(key: string, context: FoldContext): void {
  const { state } = context;
  const session = state.sessions.get(key);
  if (session === undefined) return;
  for (const attempt of session.attempts) {
    const { agentName } = identityOf(session, attempt);
    if (agentName !== attempt.figures.agent) moveMinutes(state, attempt, agentName);
  }
  session.identityRev = context.seq;
  state.sessions.touch(key);
}

/** The card the event belongs to, the newest of the session, and those that runs work for now. */
function markShown(session: Session, at: number, context: FoldContext): void {
  const { state, seq } = context;
  for (const attempt of new Set([attemptAt(session, at), lastAttempt(session)])) {
    if (session.shownAs === null) markAttempt(state, { session, attempt }, seq);
    else markCard(state, attempt.card, seq);
  }
  markWorksFor(state, session, seq);
  for (const key of session.runs) {
    const run = state.sessions.get(key);
    if (run !== undefined) markWorksFor(state, run, seq);
  }
}

/** The signs of life of a run are shown on the card it works for; both change when that does. */
function markWorksFor(state: FoldState, run: Session, seq: number): void {
  if (run.linked.size === 0) return;
  const card = ownerOf(state, run, { at: run.lastAt }).attempt.card;
  if (card !== run.worksFor) {
    markCard(state, run.worksFor, seq);
    run.worksFor = card;
    state.sessions.touch(run.key);
  }
  markCard(state, card, seq);
}
