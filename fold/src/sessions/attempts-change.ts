import { attemptsOf, factBefore } from './attempts.ts';
import type { PageStore } from '../facts/page.ts';
import type { Session, Start } from './session.ts';
import { resettleCard, type FoldContext } from '../derive/settle.ts';
import { doubtStandIns } from './shown-as.ts';
import { ensureCard, markAttempts, type FoldState } from '../state.ts';
import { reviewTasks } from '../tasks/backlog.ts';
import { firstAfter } from '../facts/timeline.ts';

/**
 * A fact that came at `at`, or moved there from `was`, may be the latest one before the declarations
 * that follow it (those of the next moment only: they are facts themselves). True when one changed.
 */
export function noteFactBeforeStarts(
  pages: PageStore,
  session: Session,
  fact: { at: number; was: number | null; isEnd: boolean },
): boolean {
  let hasChanged = false;
  if (fact.was !== null && fact.was !== fact.at) {
    for (const start of nextStarts(session, fact.was)) {
      if (start.before?.at !== fact.was) continue;
      start.before = factBefore(pages, session, start.at);
      hasChanged = true;
    }
  }
  for (const start of nextStarts(session, fact.at)) {
    const { before } = start;
    if (before !== null && before.at > fact.at) continue;
    const isEnd = fact.isEnd || (before?.at === fact.at && before.isEnd);
    if (before?.at === fact.at && before.isEnd === isEnd) continue;
    start.before = { at: fact.at, isEnd };
    hasChanged = true;
  }
  return hasChanged;
}

function nextStarts(session: Session, at: number): Start[] {
  const index = firstAfter(session.starts, at);
  const next = session.starts[index];
  return next === undefined ? [] : session.starts.slice(index, firstAfter(session.starts, next.at));
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
  doubtStandIns(state, session);
  for (const attempt of next) ensureCard(state, attempt.card, session.key);
  resettleCard(state, session, 0, context);
  markAttempts(state, session, context.seq);
  const kept = new Set(next.map((attempt) => attempt.card));
  for (const attempt of before) {
    if (kept.has(attempt.card)) continue;
    state.cards.delete(attempt.card);
    state.changes.cards.delete(attempt.card);
    state.changes.goneCards.add(attempt.card);
  }
  reviewTasks(state, session.key);
}
