import type { Contribution, Fact } from '../facts/fact.ts';
import { factsBefore } from '../facts/page-facts.ts';
import { compareStamps } from '../facts/stamp.ts';
import type { CardFigures, FoldState } from '../state.ts';

type LastError = NonNullable<CardFigures['lastError']>;

/** An error came, or went to another card: `before` is what it had given. */
export function noteLastError(state: FoldState, fact: Fact, before: Contribution | null): void {
  const left = before === null ? undefined : state.cards.get(before.owner);
  if (left?.lastError?.id === fact.key) {
    left.lastError = null;
    state.withoutLastError.push(left.card);
  }
  const card = fact.given === null ? undefined : state.cards.get(fact.given.owner);
  if (card !== undefined) card.lastError = later(card.lastError, errorOf(fact));
}

/** Finds the newest error anew for cards whose own moved away: once an event, when all has moved. */
export function findLastErrors(state: FoldState): void {
  for (const id of state.withoutLastError.splice(0)) {
    const card = state.cards.get(id);
    if (card === undefined) continue;
    const runs = state.sessions.get(card.session)?.runs ?? [];
    for (const run of [card.session, ...runs]) {
      card.lastError = later(card.lastError, lastErrorIn(state, run, id));
    }
  }
}

function lastErrorIn(state: FoldState, run: string, card: string): LastError | null {
  const hours = state.sessions.get(run)?.hours ?? [];
  for (const hour of hours.toReversed()) {
    const page = state.pages.get(run, hour);
    if (page === undefined) continue;
    let last: LastError | null = null;
    for (const fact of factsBefore(page, Number.MAX_SAFE_INTEGER)) {
      if (last !== null && fact.fields.at < last.time) break;
      if (fact.kind === 'error' && fact.given?.owner === card) last = later(last, errorOf(fact));
    }
    if (last !== null) return last;
  }
  return null;
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
