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
