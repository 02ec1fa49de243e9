import { allTokens, type UsageFigures, type UsageSums } from '@claude-monitor/protocol/figures';
import { dollars, percent } from './numbers.ts';
import * as texts from './texts.ts';

/** How a figure knows what it says. */
export function provenance(usage: UsageFigures): string | null {
  const tokens = allTokens(usage);
  if (tokens === 0) return null;
  const measured = allTokens(usage.measured);
  if (measured >= tokens) return texts.PROVENANCE.measured;
  return measured === 0
    ? texts.PROVENANCE.reported
    : texts.partlyMeasured(percent(measured / tokens));
}

/** How much of a price rests on measured requests. */
export function priceProvenance(usage: UsageFigures): string | null {
  if (usage.costMicros === 0) return null;
  const measured = usage.measured.costMicros;
  if (measured >= usage.costMicros) return texts.PROVENANCE.measured;
  return measured === 0
    ? texts.PROVENANCE.reported
    : texts.partlyMeasured(percent(measured / usage.costMicros));
}

/** Something was used, and none of it has a price. */
export const isUnpriced = ({ costMicros, unpricedRequests }: UsageSums): boolean =>
  costMicros === 0 && unpricedRequests > 0;

/** A list price; what has no price is said to have none, and nothing used costs nothing worth a figure. */
export function listPrice(usage: UsageSums): string {
  if (isUnpriced(usage)) return texts.unpriced;
  if (usage.requests === 0 && usage.costMicros === 0) return '–';
  return dollars(usage.costMicros);
}

/** The requests that a shown price leaves out, in words; null when it leaves out none. */
export function unpricedPart(usage: UsageSums): string | null {
  if (usage.unpricedRequests === 0 || usage.costMicros === 0) return null;
  return texts.unpricedRequests(usage.unpricedRequests);
}
