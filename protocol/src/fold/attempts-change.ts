import { attemptsOf } from './attempts.ts';
import type { Session } from './session.ts';
import { resettleCard, type FoldContext } from './settle.ts';
import { ensureCard, markCard, type FoldState } from './state.ts';
import { refreshTask } from './tasks.ts';

/** A fact at `at` may be the latest one before a declaration that came earlier than it did. */
export function noteFactBeforeStarts(session: Session, at: number, isEnd: boolean): boolean {
  let hasChanged = false;
  for (let index = session.starts.length - 1; index >= 0; index--) {
    const start = session.starts[index];
    if (start === undefined || start.at <= at) break;
    if (start.before === null || start.before.at < at) start.before = { at, isEnd };
    else if (start.before.at === at && isEnd) start.before.isEnd = true;
    else continue;
    hasChanged = true;
  }
  return hasChanged;
}

/** A late fact may join two attempts, a late declaration part one: the later card goes, its facts move. */
export function reviseAttempts(state: FoldState, session: Session, context: FoldContext): void {
  const next = attemptsOf(session);
  const before = session.attempts;
  const isSame =
    next.length === before.length &&
    next.every(
      (attempt, index) =>
        attempt.card === before[index]?.card && attempt.from === before[index].from,
    );
  if (isSame) return;
  session.attempts = next;
  for (const attempt of next) ensureCard(state, attempt.card, session.key);
  resettleCard(state, session, 0, context);
  for (const attempt of next) markCard(state, attempt.card, context.seq);
  const kept = new Set(next.map((attempt) => attempt.card));
  for (const attempt of before) {
    if (kept.has(attempt.card)) continue;
    state.cards.delete(attempt.card);
    state.changes.cards.delete(attempt.card);
    state.changes.goneCards.add(attempt.card);
  }
  for (const track of session.tracks.values()) refreshTask(state, track.task, context.seq);
}
