import type { UsageSums } from '@claude-monitor/protocol/figures';

/** Tokens of one request, for the price list. */
export type PricedUsage = {
  model: string;
  at: number;
  inputTokens: number;
  outputTokens: number;
  cacheReadTokens: number;
  cacheCreationTokens: number;
  /** Part of cacheCreationTokens that is kept for an hour. */
  cacheCreation1hTokens: number;
};

/** List price in micro-dollars, or null for a model that is not in the list (rule USE3). */
export type PriceOf = (usage: PricedUsage) => number | null;

/** What a price adds to sums: one that can't be summed is none (rule ING7). */
export function pricedAt(
  micros: number | null,
): Pick<UsageSums, 'costMicros' | 'unpricedRequests'> {
  const isPrice = micros !== null && Number.isSafeInteger(micros) && micros >= 0;
  return isPrice
    ? { costMicros: micros, unpricedRequests: 0 }
    : { costMicros: 0, unpricedRequests: 1 };
}
