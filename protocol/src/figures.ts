import { z } from 'zod';

const count = z.number();

/** Sums of usage. Money is integer micro-dollars at list price; an unpriced request is counted, not guessed. */
export const usageSumsSchema = z.object({
  requests: count,
  inputTokens: count,
  outputTokens: count,
  cacheReadTokens: count,
  cacheCreationTokens: count,
  costMicros: count,
  unpricedRequests: count,
});

export type UsageSums = z.infer<typeof usageSumsSchema>;

/** The plain figures are measured plus counted reported ones; both parts beside them (rule USE1). */
export const usageFiguresSchema = usageSumsSchema.extend({
  measured: usageSumsSchema,
  reported: usageSumsSchema,
});

export type UsageFigures = z.infer<typeof usageFiguresSchema>;

export const USAGE_SUM_FIELDS = [
  'requests',
  'inputTokens',
  'outputTokens',
  'cacheReadTokens',
  'cacheCreationTokens',
  'costMicros',
  'unpricedRequests',
] as const satisfies readonly (keyof UsageSums)[];

export function noUsage(): UsageSums {
  return {
    requests: 0,
    inputTokens: 0,
    outputTokens: 0,
    cacheReadTokens: 0,
    cacheCreationTokens: 0,
    costMicros: 0,
    unpricedRequests: 0,
  };
}

/** Adds `sign` times `part` to `sums`, in place. */
export function addUsage(sums: UsageSums, part: UsageSums, sign: 1 | -1 = 1): void {
  for (const field of USAGE_SUM_FIELDS) sums[field] += sign * part[field];
}

export function noFigures(): UsageFigures {
  return { ...noUsage(), measured: noUsage(), reported: noUsage() };
}

/** Adds figures with both their parts, in place. */
export function addFigures(sums: UsageFigures, part: UsageFigures): void {
  addUsage(sums, part);
  addUsage(sums.measured, part.measured);
  addUsage(sums.reported, part.reported);
}

/** All tokens of a sum, cache reads included. */
export function allTokens(sums: UsageSums): number {
  return sums.inputTokens + sums.outputTokens + sums.cacheReadTokens + sums.cacheCreationTokens;
}
