import type { Share, Spread } from '@claude-monitor/protocol';

/** With fewer values no median is given, and nothing is compared. */
export const FEWEST = 10;

/** The standard normal's 97.5% quantile: two-sided 95%. */
const Z = 1.959964;

/** A share with its 95% interval by Wilson's score (E. B. Wilson, JASA 22, 1927): never below 0 or above 1. */
export function shareOf(hits: number, n: number): Share {
  if (n === 0) return { n, hits, low: null, high: null };
  const share = hits / n;
  const middle = (share + (Z * Z) / (2 * n)) / (1 + (Z * Z) / n);
  const half =
    (Z / (1 + (Z * Z) / n)) * Math.sqrt((share * (1 - share)) / n + (Z * Z) / (4 * n * n));
  // At the ends the interval touches them; the rest is rounding.
  const low = hits === 0 ? 0 : Math.max(0, middle - half);
  return { n, hits, low, high: hits === n ? 1 : Math.min(1, middle + half) };
}

/**
 * Median, quartiles (between neighbours as Hyndman and Fan's type 7, the usual one) and the 95% interval of the
 * median by ranks, which assumes nothing of how values are spread (Campbell and Gardner, BMJ 296, 1988).
 */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const n = sorted.length;
  if (n < FEWEST) return { ...NO_SPREAD, n, values: sorted };
  const margin = (Z * Math.sqrt(n)) / 2;
  const lowRank = Math.max(1, Math.round(n / 2 - margin));
  const highRank = Math.min(n, Math.round(1 + n / 2 + margin));
  return {
    n,
    low: quantile(sorted, 0.25),
    median: quantile(sorted, 0.5),
    high: quantile(sorted, 0.75),
    medianLow: sorted[lowRank - 1] ?? null,
    medianHigh: sorted[highRank - 1] ?? null,
    values: [],
  };
}

const NO_SPREAD = { median: null, low: null, high: null, medianLow: null, medianHigh: null };

function quantile(sorted: readonly number[], share: number): number | null {
  const at = (sorted.length - 1) * share;
  const [below, above] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  if (below === undefined || above === undefined) return null;
  return Math.round(below + (above - below) * (at - Math.floor(at)));
}
