import { hash64 } from '@claude-monitor/protocol/ids';
import { LIMITS, STATE_LIMITS } from '@claude-monitor/protocol/limits';
import { FACT_KINDS } from '../facts/fact.ts';
import { factsBefore } from '../facts/put-fact.ts';
import type { FoldState } from '../state.ts';
import { newAttempt, type Attempt, type SessionRecord, type Start } from './session.ts';
import { firstAfter } from '../facts/timeline.ts';

/** The attempt that the session's facts of this time belong to. */
export function attemptAt(session: SessionRecord, at: number): Attempt {
  for (let index = session.attempts.length - 1; index > 0; index--) {
    const attempt = session.attempts[index];
    if (attempt !== undefined && attempt.from <= at) return attempt;
  }
  return firstAttempt(session);
}

export function lastAttempt(session: SessionRecord): Attempt {
  return session.attempts.at(-1) ?? firstAttempt(session);
}

export function attemptUntil(session: SessionRecord, attempt: Attempt): number {
  return session.attempts[attempt.number]?.from ?? Number.MAX_SAFE_INTEGER;
}

/** The time of the latest fact before the declaration that opened the attempt which begins then. */
export const factBeforeAttempt = (session: SessionRecord, from: number): number | null =>
  session.starts.find((start) => start.at === from && start.isDeclaration)?.before?.at ?? null;

/** When the attempt that `at` lies in had ended by then; null while it was open. */
export function endedAt(session: SessionRecord, attempt: Attempt, at: number): number | null {
  const last = Math.min(at, attemptUntil(session, attempt) - 1);
  const end = session.ends[firstAfter(session.ends, last) - 1];
  if (end === undefined || end.at < attempt.from) return null;
  const reopening = session.starts[firstAfter(session.starts, end.at)];
  return reopening !== undefined && reopening.at <= at ? null : end.at;
}

/** The latest fact before a declaration, and whether that was an end. */
export function factBefore(state: FoldState, session: SessionRecord, at: number): Start['before'] {
  let before: number | null = null;
  let isEnd = false;
  for (const { fact } of factsBefore(state, session, { until: at, kinds: OWN_FACTS })) {
    if (before !== null && fact.fields.at < before) break;
    isEnd ||= fact.kind === 'end';
    before = fact.fields.at;
  }
  return before === null ? null : { at: before, isEnd };
}

/**
 * The attempts that the declarations make now. A declaration opens one when the latest fact before
 * it is an end, or is older by more than the lost limit; otherwise it is a retry.
 */
export function attemptsOf(session: SessionRecord): AttemptStart[] {
  const attempts: AttemptStart[] = [{ id: session.key, number: 1, from: 0 }];
  for (const start of session.starts) {
    const before = start.before;
    if (!start.isDeclaration || before === null) continue;
    if (!before.isEnd && start.at - before.at <= STATE_LIMITS.lostMs) continue;
    // A session has a bounded number of attempts; a declaration after that is a retry.
    if (attempts.at(-1)?.from === start.at || attempts.length >= LIMITS.attempts) continue;
    const id = hash64(`${session.key} ${start.id}`);
    // A sender that uses one event id for two starts: two attempts of one id would share their sums.
    if (attempts.some((attempt) => attempt.id === id)) continue;
    attempts.push({ id, number: attempts.length + 1, from: start.at });
  }
  return attempts;
}

type AttemptStart = Omit<Attempt, 'figures'>;

const firstAttempt = (session: SessionRecord): Attempt =>
  session.attempts[0] ?? newAttempt(session.key, 1, 0);

/** Assignments come from other sessions. */
const OWN_FACTS = FACT_KINDS.filter((kind) => kind !== 'assignment');
