import { z } from 'zod';
import { allTokens, type UsageFigures } from '../figures.ts';
import { counted, joined, plural } from './words.ts';

export const shownFiguresSchema = z.object({
  requests: z.number(),
  inputTokens: z.number(),
  outputTokens: z.number(),
  cacheReadTokens: z.number(),
  cacheCreationTokens: z.number(),
  /** Micro-dollars at list price; null when no request has a known price. */
  costMicros: z.number().nullable(),
  unpricedRequests: z.number(),
  provenance: z.enum(['measured', 'reported', 'both']).nullable(),
});

type ShownFigures = z.infer<typeof shownFiguresSchema>;

export function shownFigures(usage: UsageFigures): ShownFigures {
  const { requests, inputTokens, outputTokens, cacheReadTokens, cacheCreationTokens } = usage;
  const isUnpriced = usage.costMicros === 0 && usage.unpricedRequests > 0;
  return {
    requests,
    inputTokens,
    outputTokens,
    cacheReadTokens,
    cacheCreationTokens,
    costMicros: isUnpriced ? null : usage.costMicros,
    unpricedRequests: usage.unpricedRequests,
    provenance: provenanceOf(usage),
  };
}

/** Tokens and their price at list, and how they are known (rules USE1, USE3). */
export function figuresText(usage: UsageFigures): string {
  const { unpricedRequests, costMicros, inputTokens, outputTokens, cacheReadTokens } = usage;
  const provenance = provenanceOf(usage);
  if (provenance === null) return 'no tokens';
  const isUnpriced = costMicros === 0 && unpricedRequests > 0;
  return joined(
    `${counted(allTokens(usage))} tokens (${counted(inputTokens)} in, ${counted(outputTokens)} out, ${counted(cacheReadTokens)} cache read)`,
    isUnpriced ? 'price unknown' : `${dollars(costMicros)} at list price`,
    isUnpriced || unpricedRequests === 0
      ? null
      : `+${plural(unpricedRequests, 'unpriced request')}`,
    provenance === 'both' ? 'partly reported' : provenance,
  );
}

function provenanceOf(usage: UsageFigures): ShownFigures['provenance'] {
  const tokens = allTokens(usage);
  if (tokens === 0) return null;
  const measured = allTokens(usage.measured);
  if (measured >= tokens) return 'measured';
  return measured === 0 ? 'reported' : 'both';
}

function dollars(micros: number): string {
  return micros > 0 && micros < 5_000 ? 'under $0.01' : `$${(micros / 1e6).toFixed(2)}`;
}
