import { hash64 } from '../ids.ts';
import { STATE_LIMITS } from '../limits.ts';
import type { PageStore } from './page.ts';
import type { Attempt, Session, Start } from './session.ts';

/** The card that the session's facts of this time belong to. */
export function attemptAt(session: Session, at: number): Attempt {
  for (let index = session.attempts.length - 1; index > 0; index--) {
    const attempt = session.attempts[index];
    if (attempt !== undefined && attempt.from <= at) return attempt;
  }
  return firstAttempt(session);
}

export function lastAttempt(session: Session): Attempt {
  return session.attempts.at(-1) ?? firstAttempt(session);
}

/** Where the attempt ends: the start of the next one. */
export function attemptUntil(session: Session, attempt: Attempt): number {
  return session.attempts[attempt.number]?.from ?? Number.MAX_SAFE_INTEGER;
}

/** When the card that holds `at` had ended by then; null while it was open. */
export function endedAt(session: Session, attempt: Attempt, at: number): number | null {
  let ended: number | null = null;
  for (const end of session.ends) {
    if (end.at >= attempt.from && end.at <= at && end.at < attemptUntil(session, attempt)) {
      ended = end.at;
    }
  }
  if (ended === null) return null;
  const endAt = ended;
  const isReopened = session.starts.some((start) => start.at > endAt && start.at <= at);
  return isReopened ? null : endAt;
}

/** The latest fact before a declaration, from the session's pages. */
export function factBefore(pages: PageStore, session: Session, at: number): Start['before'] {
  for (let index = session.hours.length - 1; index >= 0; index--) {
    const hour = session.hours[index];
    if (hour === undefined || hour > at) continue;
    const page = pages.get(session.key, hour);
    let before: Start['before'] = null;
    for (const fact of page?.facts.values() ?? []) {
      if (fact.fields.at >= at) continue;
      const isEnd = fact.kind === 'end';
      if (before === null || before.at < fact.fields.at) before = { at: fact.fields.at, isEnd };
      else if (before.at === fact.fields.at && isEnd) before.isEnd = true;
    }
    if (before !== null) return before;
  }
  return null;
}

/**
 * The attempts that the declarations make now. A declaration opens one when the latest fact before
 * it is an end, or is older by more than the lost limit; otherwise it is a retry.
 */
export function attemptsOf(session: Session): Attempt[] {
  const attempts: Attempt[] = [{ card: session.key, number: 1, from: 0 }];
  for (const start of session.starts) {
    const before = start.before;
    if (!start.isDeclaration || before === null) continue;
    if (!before.isEnd && start.at - before.at <= STATE_LIMITS.lostMs) continue;
    if (attempts.at(-1)?.from === start.at) continue;
    attempts.push({
      card: hash64(`${session.key} ${start.id}`),
      number: attempts.length + 1,
      from: start.at,
    });
  }
  return attempts;
}

const firstAttempt = (session: Session): Attempt =>
  session.attempts[0] ?? { card: session.key, number: 1, from: 0 };
