import type { Attempt, SessionRecord } from '../sessions/session.ts';
import { findAttempt, shownSession, type FoldState } from '../state.ts';

/** Notes that what a session shows changed: on the one that stands for it, where one does. */
export function markSession(state: FoldState, id: string, seq: number): void {
  const found = findAttempt(state, shownSession(state, id));
  if (found !== null) markAttempt(state, found, seq);
}

export function markAttempt(
  state: FoldState,
  { session, attempt }: { session: SessionRecord; attempt: Attempt },
  seq: number,
): void {
  if (attempt.figures.changedSeq !== seq) {
    attempt.figures.changedSeq = seq;
    state.sessions.touch(session.key);
  }
  state.changes.sessions.add(attempt.id);
}

export function markAttempts(state: FoldState, session: SessionRecord, seq: number): void {
  if (session.shownAs !== null) markSession(state, session.key, seq);
  const [first, ...later] = session.attempts;
  if (first !== undefined && session.shownAs === null)
    markAttempt(state, { session, attempt: first }, seq);
  for (const attempt of later) markAttempt(state, { session, attempt }, seq);
}

export function markTask(state: FoldState, task: string, seq: number): void {
  const figures = state.tasks.get(task);
  if (figures === undefined) return;
  figures.changedSeq = seq;
  state.tasks.touch(task);
  state.changes.tasks.add(task);
}
