import { safeSum } from '@claude-monitor/protocol/figures';
import type { Completeness } from '@claude-monitor/protocol/live/view';
import { isAssigned } from './measured.ts';
import type { Attempt, SessionRecord } from './session.ts';
import type { FoldState } from '../state.ts';

/** How much of a session's telemetry arrived, its own and that of every run assigned to it; null: unknown. */
export function completenessOf(
  state: FoldState,
  session: SessionRecord,
  attempt: Attempt,
): Completeness | null {
  const known = [runCompleteness(session)];
  for (const key of session.runs) {
    const run = state.sessions.get(key);
    if (run !== undefined && isAssigned(run, session, attempt)) known.push(runCompleteness(run));
  }
  return sumOfCompleteness(known);
}

/** By its numbered records, else its requests by the client's metrics, which come later than they. */
export function runCompleteness(run: SessionRecord): Completeness | null {
  if (run.records !== null) return run.records;
  if (run.meteredTokens === 0 || run.measuredRequests === 0) return null;
  const received = run.measuredTokens;
  return { of: 'tokens', received, expected: Math.max(received, run.meteredTokens) };
}

/** Parts that are unknown, or less well known, stay out of the sum (rule USE5). */
function sumOfCompleteness(parts: Iterable<Completeness | null>): Completeness | null {
  const all = [...parts].filter((part) => part !== null);
  const numbered = all.filter((part) => part.of === 'records');
  const known = numbered.length > 0 ? numbered : all;
  if (known.length === 0) return null;
  return {
    of: numbered.length > 0 ? 'records' : 'tokens',
    received: known.reduce((sum, part) => safeSum(sum + part.received), 0),
    expected: known.reduce((sum, part) => safeSum(sum + part.expected), 0),
  };
}
