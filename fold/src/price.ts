import type { UsageSums } from '@claude-monitor/protocol/figures';

export type PricedUsage = {
  model: string;
  at: number;
  inputTokens: number;
  outputTokens: number;
  cacheReadTokens: number;
  cacheCreationTokens: number;
  /** Part of cacheCreationTokens that is kept for an hour. */
  cacheCreation1hTokens: number;
  /** How it was served where that has a price of its own (`fast`, `batch`, …); '' for the usual way. */
  tier: string;
  /** Searches of the web, billed apart. */
  webSearches: number;
  /** As its maker sells the model, whichever cloud served it: clients reckon so. */
  isMakers?: true;
};

/**
 * List price in micro-dollars, or null for a model, or a way of serving it, that is not in the list
 * (rule USE3).
 */
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

/** What senders call the way in which a provider serves a request unless it is asked for otherwise. */
const USUAL: ReadonlySet<string> = new Set([
  'auto',
  'default',
  'none',
  'normal',
  'on_demand',
  'ondemand',
  'standard',
  'standard_only',
  'unspecified',
]);

/** How a request was served where that has a price of its own: '' for the usual way. */
export function tierOf(names: readonly (string | undefined)[]): string {
  const tiers = names
    .flatMap((value) => (value ?? '').split(','))
    .map((value) => value.trim().toLowerCase().replaceAll('-', '_'))
    .filter((value) => value !== '' && !USUAL.has(value));
  return [...new Set(tiers)].sort().join(' ');
}
