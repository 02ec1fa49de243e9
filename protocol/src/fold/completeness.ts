import type { Completeness } from '../view.ts';
import { isLinked } from './measured.ts';
import type { Attempt, Session } from './session.ts';
import { markAttempts, type FoldState } from './state.ts';

/** How much of a card's telemetry arrived, its own and that of every run linked to it; null: unknown. */
export function completenessOf(
  state: FoldState,
  session: Session,
  attempt: Attempt,
): Completeness | null {
  const known = [session.records];
  for (const key of session.runs) {
    const run = state.sessions.get(key);
    if (run !== undefined && isLinked(run, session, attempt)) known.push(run.records);
  }
  return addUp(known);
}

/** Parts that are unknown stay out of the sum: nothing is complete by default (rule USE5). */
export function addUp(parts: Iterable<Completeness | null>): Completeness | null {
  const known = [...parts].filter((part) => part !== null);
  const [first] = known;
  if (first === undefined) return null;
  return {
    of: first.of,
    received: known.reduce((sum, part) => sum + part.received, 0),
    expected: known.reduce((sum, part) => sum + part.expected, 0),
  };
}

/** What a run received is shown on every card that it is linked to. */
export function markCompleteness(state: FoldState, run: Session, seq: number): void {
  markAttempts(state, run, seq);
  const cards = new Set<string>();
  for (const links of run.links.values()) for (const key of links.keys()) cards.add(key);
  for (const key of cards) {
    const session = state.sessions.get(key);
    if (session !== undefined) markAttempts(state, session, seq);
  }
}
