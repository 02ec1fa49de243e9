import { safeSum } from '@claude-monitor/protocol/figures';
import { isCountedElsewhere, type Fact } from '../facts/fact.ts';
import type { SessionRecord } from './session.ts';
import type { FoldContext } from '../derive/effects.ts';

/** The tokens with which a fact counts as a measured request of its run; null where it does not. */
export function countedTokens(fact: Pick<Fact, 'fields' | 'isCopy' | 'isCovered'>): number | null {
  const { fields } = fact;
  if (fields.isMeasured !== true || isCountedElsewhere(fact)) return null;
  return (
    (fields.inputTokens ?? 0) +
    (fields.outputTokens ?? 0) +
    (fields.cacheReadTokens ?? 0) +
    (fields.cacheCreationTokens ?? 0)
  );
}

/** A request counts for its run now, or no longer, or otherwise: `was` is how it counted before. */
export function countMeasured(
  session: SessionRecord,
  { fact, was }: { fact: Fact; was: number | null },
  context: FoldContext,
): void {
  const { effects } = context;
  const tokens = countedTokens(fact);
  if (tokens === was) return;
  const wasMeasured = session.measuredRequests > 0;
  session.measuredTokens = safeSum(session.measuredTokens + (tokens ?? 0) - (was ?? 0));
  session.measuredRequests += Number(tokens !== null) - Number(was !== null);
  if (session.meteredTokens > 0 && session.records === null) {
    effects.touch('completeness', session);
  }
  if (wasMeasured !== session.measuredRequests > 0) effects.touch('measured', session);
}
