import type { FoldContext } from '../derive/effects.ts';
import { firstAfter } from '../facts/timeline.ts';
import type { FoldState } from '../state.ts';
import { attemptsOf, factBefore } from './attempts.ts';
import { newAttempt, type SessionRecord, type Start } from './session.ts';

/**
 * A fact that came at `at`, or moved there from `was`, may be the latest one before the declarations
 * that follow it (those of the next moment only: they are facts themselves). True when one changed.
 */
export function updateFactBeforeStarts(
  state: FoldState,
  session: SessionRecord,
  fact: { at: number; was: number | null; isEnd: boolean },
): boolean {
  let hasChanged = false;
  if (fact.was !== null && fact.was !== fact.at) {
    for (const start of nextStarts(session, fact.was)) {
      if (start.before?.at !== fact.was) continue;
      start.before = factBefore(state, session, start.at);
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

function nextStarts(session: SessionRecord, at: number): Start[] {
  const index = firstAfter(session.starts, at);
  const next = session.starts[index];
  return next === undefined ? [] : session.starts.slice(index, firstAfter(session.starts, next.at));
}

/** A late fact may join two attempts, a late declaration part one: the later one goes, its facts move. */
export function reviseAttempts(session: SessionRecord, context: FoldContext): void {
  const { state, effects } = context;
  const next = attemptsOf(session);
  const before = session.attempts;
  const isSame =
    next.length === before.length &&
    next.every(
      (attempt, index) => attempt.id === before[index]?.id && attempt.from === before[index].from,
    );
  if (isSame) return;
  const known = new Map(before.map((attempt) => [attempt.id, attempt]));
  session.attempts = next.map(({ id, number, from }) => {
    const attempt = known.get(id);
    known.delete(id);
    if (attempt !== undefined) return Object.assign(attempt, { number, from });
    if (number > 1) state.attempts.put(id, session.key);
    state.changes.goneSessions.delete(id);
    return newAttempt(id, number, from);
  });
  for (const gone of known.values()) {
    // Its facts take back what they added to it before they add to another one.
    effects.gone(gone);
    state.attempts.delete(gone.id);
    state.changes.sessions.delete(gone.id);
    state.changes.goneSessions.add(gone.id);
  }
  state.sessions.touch(session.key);
  effects.touch('record', session);
  effects.touch('identity', session);
  effects.touch('shown', session);
  effects.assignments(session);
  effects.boundaries(session, 0);
}
