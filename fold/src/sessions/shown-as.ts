import { attemptAt } from './attempts.ts';
import { identityOf } from './identity.ts';
import { isAssigned } from './measured.ts';
import type { Attempt, SessionRecord, ShownAs } from './session.ts';
import type { FoldContext } from '../derive/effects.ts';
import type { FoldState } from '../state.ts';
import { isTraceOfConversation } from '../traces/name-conversation.ts';

/**
 * A run with one session is shown as one (rule WHO1): the session that was declared for its main
 * loop, where no calls were made for another and it works in no other run. Null: the run has a session of
 * its own.
 */
function shownAsOf(sessions: FoldState['sessions'], run: SessionRecord): ShownAs | null {
  // A declared run is a session itself, and so is one for which others work.
  if (run.runs.length > 0 || run.assignedTo.size === 0) return null;
  if (run.starts.some((start) => start.isDeclaration)) return null;
  const assignedTo = [...run.assignedTo.keys()].flatMap((key) => sessions.get(key) ?? []);
  const [session, ...others] = assignedTo.filter(({ hasOwnEvents }) => hasOwnEvents);
  if (session === undefined || others.length > 0 || session.assignedTo.size > 0) return null;
  if (!run.assignments.some((assignment) => assignment.session === session.key)) return null;
  const attempt = onlyAttempt(run, session);
  if (attempt === null) return null;
  if (isTraceOfConversation(run)) return { session: session.key, attempt: attempt.id };
  if (!identityOf(session, attempt).isDeclared) return null;
  const isAlone = session.runs.every((key) => {
    const other = key === run.key ? undefined : sessions.get(key);
    return other === undefined || !isAssigned(other, session, attempt);
  });
  return isAlone ? { session: session.key, attempt: attempt.id } : null;
}

export function runShownAs(
  state: Pick<FoldState, 'sessions'>,
  session: SessionRecord,
  attempt: Attempt,
): SessionRecord | null {
  for (const key of session.runs) {
    const run = state.sessions.get(key);
    if (run?.shownAs?.attempt === attempt.id) return run;
  }
  return null;
}

/** Hides or shows the session of a run; what no session owns in it goes with that. */
export function updateShownAs(run: SessionRecord, context: FoldContext): void {
  const { state, seq, effects } = context;
  const before = run.shownAs;
  const next = shownAsOf(state.sessions, run);
  if (before?.attempt === next?.attempt) return;
  run.shownAs = next;
  state.sessions.touch(run.key);
  effects.touch('record', run);
  effects.touch('tasks', run);
  effects.facts(run.key, 0);
  // The session it is shown as, else its own.
  effects.attempt(run.key);
  if (before !== null) effects.attempt(before.attempt);
  showOrHide(state, run, seq);
}

function showOrHide(state: FoldState, run: SessionRecord, seq: number): void {
  const { changes } = state;
  const [own] = run.attempts;
  if (run.shownAs === null || own === undefined) changes.goneSessions.delete(run.key);
  else {
    own.figures.changedSeq = seq;
    changes.sessions.delete(run.key);
    changes.goneSessions.add(run.key);
  }
}

/** The attempt of the session in which all of the run's calls for it were made. */
function onlyAttempt(run: SessionRecord, session: SessionRecord): Attempt | null {
  const times = run.assignedTo.get(session.key) ?? [];
  // By time: the first and the last lie in one attempt only if all do.
  const [first, last] = [times[0], times.at(-1)];
  if (first === undefined || last === undefined) return null;
  const attempt = attemptAt(session, first.at);
  return attemptAt(session, last.at).id === attempt.id ? attempt : null;
}
