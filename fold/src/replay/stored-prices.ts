import type { PricedUsage, PriceOf } from '../price.ts';

/** One counted usage of the past with the list price that it was stored with; null: it had none. */
type StoredPrice = {
  at: number;
  model: string | null;
  inputTokens: number;
  outputTokens: number;
  cacheReadTokens: number;
  cacheCreationTokens: number;
  costMicros: number | null;
};

const KINDS = [
  'inputTokens',
  'outputTokens',
  'cacheReadTokens',
  'cacheCreationTokens',
] as const satisfies readonly (keyof PricedUsage & keyof StoredPrice)[];

/**
 * Prices as they were stored, for a replay: where no price list is at hand, a request costs what it was
 * counted with. One that is known in part yet (a transcript writes it down while it streams) has no price
 * until the rest has come.
 */
export function storedPrices(stored: readonly StoredPrice[]): PriceOf {
  const byTokens = new Map<string, StoredPrice[]>();
  /** Usage of one kind alone: what a counter grew by is priced by a sample, not by its own count. */
  const byKind = new Map<string, StoredPrice>();
  for (const one of stored) {
    const key = keyOf(one);
    const known = byTokens.get(key);
    if (known === undefined) byTokens.set(key, [one]);
    else known.push(one);
    const kind = onlyKindOf(one);
    if (kind !== null) byKind.set(`${String(one.at)} ${one.model ?? ''} ${kind}`, one);
  }
  return (usage) => {
    const alike = byTokens.get(keyOf(usage));
    const found = alike?.find(({ model }) => (model ?? '') === usage.model) ?? alike?.[0];
    if (found !== undefined) return found.costMicros;
    const kind = onlyKindOf(usage);
    const metered = byKind.get(`${String(usage.at)} ${usage.model} ${kind ?? ''}`);
    if (kind === null || metered === undefined || metered.costMicros === null) return null;
    // Not rounded: who asks by a sample scales it to the count again.
    return (metered.costMicros * usage[kind]) / metered[kind];
  };
}

type Counts = Pick<StoredPrice, 'at' | (typeof KINDS)[number]>;

const keyOf = (usage: Counts): string =>
  `${String(usage.at)} ${KINDS.map((kind) => String(usage[kind])).join(' ')}`;

function onlyKindOf(usage: Counts): (typeof KINDS)[number] | null {
  const [kind, ...others] = KINDS.filter((each) => usage[each] > 0);
  return kind === undefined || others.length > 0 ? null : kind;
}
