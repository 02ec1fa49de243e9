import { allTokens, type UsageFigures, type UsageSums } from '@claude-monitor/protocol/figures';
import { dollars, percent } from './numbers.ts';

/** How a figure knows what it says. */
export function provenance(usage: UsageFigures): string | null {
  const tokens = allTokens(usage);
  if (tokens === 0) return null;
  const measured = allTokens(usage.measured);
  if (measured >= tokens) return 'measured';
  return measured === 0 ? 'reported' : `${percent(measured / tokens)} measured`;
}

/** How much of a price rests on measured requests. */
export function priceProvenance(usage: UsageFigures): string | null {
  if (usage.costMicros === 0) return null;
  const measured = usage.measured.costMicros;
  if (measured >= usage.costMicros) return 'measured';
  return measured === 0 ? 'reported' : `${percent(measured / usage.costMicros)} measured`;
}

/** A list price; what has no price is said to have none, and nothing used costs nothing worth a figure. */
export function listPrice(usage: UsageSums): string {
  if (usage.costMicros === 0 && usage.unpricedRequests > 0) return 'unpriced';
  if (usage.requests === 0 && usage.costMicros === 0) return '–';
  return dollars(usage.costMicros);
}

/** The requests that a shown price leaves out, in words; null when it leaves out none. */
export function unpricedPart(usage: UsageSums): string | null {
  if (usage.unpricedRequests === 0 || usage.costMicros === 0) return null;
  return `+${String(usage.unpricedRequests)} unpriced`;
}
