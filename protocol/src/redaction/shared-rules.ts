/** What many answers hold: when they are of, and figures. */
export const FRESHNESS = { asOf: 'shown', fresh: 'shown' } as const;

export const FIGURES = {
  requests: 'shown',
  inputTokens: 'shown',
  outputTokens: 'shown',
  cacheReadTokens: 'shown',
  cacheCreationTokens: 'shown',
  costMicros: 'shown',
  unpricedRequests: 'shown',
  measured: 'shown',
  reported: 'shown',
} as const;
