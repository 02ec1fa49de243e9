import { attemptAt, lastAttempt } from '../sessions/attempts.ts';
import { reviseAttempts } from '../sessions/attempts-change.ts';
import { identityOf } from '../sessions/identity.ts';
import { findLastError } from '../sessions/last-error.ts';
import type { SessionRecord } from '../sessions/session.ts';
import { updateShownAs } from '../sessions/shown-as.ts';
import { updateCoverage } from '../sessions/users/user-usage.ts';
import { withItsSessions } from '../sessions/users/user-of.ts';
import type { FoldState } from '../state.ts';
import { reviewTasks } from '../tasks/backlog.ts';
import { applyUser, processBacklog } from '../tasks/tasks.ts';
import type { FoldContext, Touched } from './effects.ts';
import { markAttempt, markAttempts, markSession } from './marks.ts';
import { ownerOf } from './owner.ts';
import { recomputeFact, recomputeStretch } from './recompute.ts';
import { updateShare } from './share.ts';
import { recomputeSpawned } from './spawned.ts';
import { moveMinutes } from './windows.ts';

/**
 * The one pass after an event: what depends on what it touched is computed again, in one direction.
 * Attempts rest on starts and facts; who is shown for whom on attempts and assignments; what facts add on
 * all of these; the workspace's counts and what is shown on what facts add. False when nothing changed.
 */
export function propagate(
  { session, at, isNews }: { session: SessionRecord; at: number; isNews: boolean },
  context: FoldContext,
): boolean {
  if (!recomputeDependents(isNews, context)) return false;
  markShown(session, at, context);
  return true;
}

/** The same for what is no event: a session that leaves touches others too. */
export function recomputeDependents(isNews: boolean, context: FoldContext): boolean {
  const { state, effects } = context;
  each('declarations', context, reviseAttempts);
  each('shown as', context, updateShownAs);
  each('identity', context, applyUser);
  each('runs', context, applyUser);
  each('identity', context, regroup);
  each('tasks', context, ({ key }) => {
    reviewTasks(state, key);
  });
  // What earlier events left to do is gone on with too, also by an event that says nothing new.
  if (!processBacklog(context) && !isNews) return false;
  each('record', context, updateCoverage);
  each('measured', context, supersede);
  for (const spawned of effects.newlySpawned) {
    const run = state.sessions.get(spawned.run);
    if (run !== undefined) recomputeSpawned(run, spawned, context);
  }
  for (const [fact, { run, hour }] of effects.single) recomputeFact({ run, hour, fact }, context);
  for (const [key, from] of effects.bounds) spreadToRuns(key, from, context);
  for (const [key, from] of effects.stretches) {
    const run = state.sessions.get(key);
    if (run !== undefined) recomputeStretch(run, from, context);
  }
  for (const lost of effects.lostErrors) findLastError(state, lost);
  countAndShow(context);
  return true;
}

type Touching = Pick<FoldContext, 'state' | 'seq' | 'effects'>;

/** The last part of the pass: what the workspace counts, and which sessions show something else. */
export function countAndShow(context: Touching): void {
  const { state, seq, effects } = context;
  each('record', context, updateShare);
  for (const ofRun of ['completeness', 'labels'] as const) {
    // What a run received, and its labels, are shown on every session that it is linked to.
    each(ofRun, context, (run) => {
      for (const session of withItsSessions(state.sessions, run)) effects.touch('shown', session);
    });
  }
  each('open calls', context, (run) => {
    effects.touch('shown', run);
    effects.attempt(run.worksFor);
  });
  each('shown', context, (session) => {
    markAttempts(state, session, seq);
  });
  for (const id of effects.attempts) markSession(state, id, seq);
}

function each<Context extends Touching>(
  what: Touched,
  context: Context,
  apply: (session: SessionRecord, context: Context) => void,
): void {
  const { state, effects } = context;
  for (const key of effects.touched(what)) {
    const session = state.sessions.get(key);
    if (session !== undefined) apply(session, context);
  }
}

/**
 * Whether or by what the run is measured changed. While it is, the self-reports of every session it works for
 * are shown, not added (rule USE1), and of its metrics only those that no request reports better count (rule
 * USE2).
 */
function supersede(run: SessionRecord, { state, effects }: FoldContext): void {
  for (const session of withItsSessions(state.sessions, run)) {
    effects.boundaries(session, 0);
    effects.touch('shown', session);
  }
}

/** A run does nothing for a session before it is first assigned to it, unless it is shown as one with it. */
function spreadToRuns(key: string, from: number, { state, effects }: FoldContext): void {
  effects.facts(key, from);
  for (const name of state.sessions.get(key)?.runs ?? []) {
    const run = state.sessions.get(name);
    if (run === undefined) continue;
    const isOne = run.shownAs?.session === key;
    const assignedAt = isOne ? from : (run.assignedTo.get(key)?.[0]?.at ?? from);
    effects.facts(name, Math.max(from, assignedAt));
  }
}

/** Agent, project or user of a session changed: what is grouped under them, and what shows them. */
function regroup(session: SessionRecord, { state, seq }: FoldContext): void {
  for (const attempt of session.attempts) {
    const { agentName } = identityOf(session, attempt);
    if (agentName !== attempt.figures.agent) moveMinutes(state, attempt, agentName);
  }
  session.identityRev = seq;
  state.sessions.touch(session.key);
}

/** The session the event belongs to, the newest of the session, and those that runs work for now. */
function markShown(session: SessionRecord, at: number, context: FoldContext): void {
  const { state, seq } = context;
  for (const attempt of new Set([attemptAt(session, at), lastAttempt(session)])) {
    if (session.shownAs === null) markAttempt(state, { session, attempt }, seq);
    else markSession(state, attempt.id, seq);
  }
  markWorksFor(state, session, seq);
  for (const key of session.runs) {
    const run = state.sessions.get(key);
    if (run !== undefined) markWorksFor(state, run, seq);
  }
}

/** The signs of life of a run are shown on the session it works for; both change when that does. */
function markWorksFor(state: FoldState, run: SessionRecord, seq: number): void {
  if (run.assignedTo.size === 0) return;
  const worksFor = ownerOf(state, run, { at: run.lastAt }).attempt.id;
  if (worksFor !== run.worksFor) {
    markSession(state, run.worksFor, seq);
    run.worksFor = worksFor;
    state.sessions.touch(run.key);
  }
  markSession(state, worksFor, seq);
}
