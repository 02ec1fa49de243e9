import { safeSum } from '@claude-monitor/protocol/figures';
import { isCountedElsewhere, type Claimed, type Fact } from '../facts/fact.ts';
import type { SessionRecord } from './session.ts';
import type { FoldContext } from '../derive/effects.ts';
import { countRequestIn } from './users/user-usage.ts';

/** The tokens with which a fact counts as a measured request of its run; null where it does not. */
function countedTokens(fact: Claimed & Pick<Fact, 'fields'>): number | null {
  const { fields } = fact;
  if (fields.isMeasured !== true || isCountedElsewhere(fact)) return null;
  return (
    (fields.inputTokens ?? 0) +
    (fields.outputTokens ?? 0) +
    (fields.cacheReadTokens ?? 0) +
    (fields.cacheCreationTokens ?? 0)
  );
}

/** A request as it counted, before what is known of it changed. */
export type Counted = { tokens: number | null; at: number; model: string | undefined };

export const countedAs = (fact: Claimed & Pick<Fact, 'fields'>): Counted => ({
  tokens: countedTokens(fact),
  at: fact.fields.at,
  model: fact.fields.model,
});

/** A request counts for its run now, or no longer, or otherwise: `was` is how it counted before. */
export function countMeasured(
  session: SessionRecord,
  { fact, was }: { fact: Fact; was: Counted | null },
  context: FoldContext,
): void {
  const { effects } = context;
  const now = countedAs(fact);
  const [tokens, before] = [now.tokens, was?.tokens ?? null];
  if (was !== null && before !== null) countRequestIn(session, { ...was, by: -1 }, context);
  if (tokens !== null) countRequestIn(session, { ...now, by: 1 }, context);
  if (tokens === before) return;
  const wasMeasured = session.measuredRequests > 0;
  session.measuredTokens = safeSum(session.measuredTokens + (tokens ?? 0) - (before ?? 0));
  session.measuredRequests += Number(tokens !== null) - Number(before !== null);
  if (session.meteredTokens > 0 && session.records === null) {
    effects.touch('completeness', session);
  }
  if (wasMeasured !== session.measuredRequests > 0) effects.touch('measured', session);
}
