import { compareStamps } from '../facts/stamp.ts';
import { factsBefore } from '../facts/put-fact.ts';
import type { Contribution, Fact } from '../facts/fact.ts';
import type { FoldContext } from '../derive/effects.ts';
import type { FoldState } from '../state.ts';
import type { Attempt, AttemptFigures, SessionRecord } from './session.ts';

type LastError = NonNullable<AttemptFigures['lastError']>;

export function updateLastError(
  { session, attempt }: { session: SessionRecord; attempt: Attempt },
  { fact, sign }: { fact: Fact; part: Contribution; sign: 1 | -1 },
  { effects }: FoldContext,
): void {
  const { figures } = attempt;
  if (sign === 1) figures.lastError = later(figures.lastError, errorOf(fact));
  else if (figures.lastError?.id === fact.key) {
    figures.lastError = null;
    effects.lostError(session, attempt);
  }
}

/** Finds the newest error of an attempt whose own moved away: once an event, when all has moved. */
export function findLastError(
  state: FoldState,
  { session: key, attempt }: { session: string; attempt: Attempt },
): void {
  const session = state.sessions.get(key);
  if (session === undefined) return;
  const runs = session.runs.flatMap((run) => state.sessions.get(run) ?? []);
  for (const run of [session, ...runs]) {
    attempt.figures.lastError = later(
      attempt.figures.lastError,
      lastErrorIn(state, run, attempt.id),
    );
  }
  state.sessions.touch(key);
}

function lastErrorIn(state: FoldState, run: SessionRecord, attempt: string): LastError | null {
  let last: LastError | null = null;
  for (const { fact } of factsBefore(state, run, {
    until: Number.MAX_SAFE_INTEGER,
    kinds: ['error'],
  })) {
    if (last !== null && fact.fields.at < last.time) break;
    if (fact.contribution?.owner === attempt) last = later(last, errorOf(fact));
  }
  return last;
}

function later(a: LastError | null, b: LastError | null): LastError | null {
  if (a === null || b === null) return a ?? b;
  return compareStamps(b, a) > 0 ? b : a;
}

const errorOf = (fact: Fact): LastError => ({
  rank: 0,
  time: fact.fields.at,
  id: fact.key,
  value: {
    type: fact.fields.errorType ?? 'error',
    message: fact.fields.errorMessage ?? '',
    severity: fact.fields.severity ?? 'medium',
  },
});
