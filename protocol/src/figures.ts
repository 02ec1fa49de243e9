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

/** Adds `sign` times `part` to `sums`, in place; a sum stays a safe integer (rule ING7). */
export function addUsage(sums: UsageSums, part: UsageSums, sign: 1 | -1 = 1): void {
  for (const field of USAGE_SUM_FIELDS) {
    sums[field] = safeSum(sums[field] + sign * safeSum(part[field]));
  }
}

/**
 * The sum, or the nearest safe integer. What is parsed today can't leave them, but storage holds what an
 * older version took, and one such number must not make every sum it goes into unreadable.
 */
export function safeSum(sum: number): number {
  if (Number.isSafeInteger(sum)) return sum;
  if (Number.isNaN(sum)) return 0;
  return Math.max(-Number.MAX_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, Math.round(sum)));
}

/** Makes stored sums safe integers, in place: of an infinite one JSON has kept null. */
export function repairSums<Field extends string>(
  sums: Record<Field, number>,
  fields: readonly Field[],
): void {
  for (const field of fields) sums[field] = safeSum(sums[field]);
}

export function noFigures(): UsageFigures {
  return { ...noUsage(), measured: noUsage(), reported: noUsage() };
}

export function addFigures(sums: UsageFigures, part: UsageFigures): void {
  addUsage(sums, part);
  addUsage(sums.measured, part.measured);
  addUsage(sums.reported, part.reported);
}

/** All tokens of a sum, cache reads included. */
export function allTokens(sums: UsageSums): number {
  return safeSum(
    sums.inputTokens + sums.outputTokens + sums.cacheReadTokens + sums.cacheCreationTokens,
  );
}
