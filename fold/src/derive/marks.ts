import type { Attempt, Session } from '../sessions/session.ts';
import { findAttempt, shownCard, type FoldState } from '../state.ts';

/** Notes that what a card shows changed: on the one that stands for it, where one does. */
export function markCard(state: FoldState, card: string, seq: number): void {
  const found = findAttempt(state, shownCard(state, card));
  if (found !== null) markAttempt(state, found, seq);
}

export function markAttempt(
  state: FoldState,
  { session, attempt }: { session: Session; attempt: Attempt },
  seq: number,
): void {
  if (attempt.figures.changedSeq !== seq) {
    attempt.figures.changedSeq = seq;
    state.sessions.touch(session.key);
  }
  state.changes.cards.add(attempt.card);
}

/** What all cards of a session show changed. */
export function markAttempts(state: FoldState, session: Session, seq: number): void {
  if (session.shownAs !== null) markCard(state, session.key, seq);
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
