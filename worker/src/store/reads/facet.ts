import { LIMITS } from '@claude-monitor/protocol';

type Facet<Key> = { items: { key: Key | null; count: number }[]; more: number };

/** How many there are of each value, the most frequent first. */
export function facet<Item, Key extends string>(
  all: readonly Item[],
  keyOf: (item: Item) => Key | null,
): Facet<Key> {
  const counts = new Map<Key | null, number>();
  for (const item of all) {
    const key = keyOf(item);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const sorted = [...counts]
    .map(([key, count]) => ({ key, count }))
    .sort((a, b) => b.count - a.count || ((a.key ?? '') < (b.key ?? '') ? -1 : 1));
  const items = sorted.slice(0, LIMITS.facetValues);
  const more = sorted.slice(LIMITS.facetValues).reduce((sum, { count }) => sum + count, 0);
  return { items, more };
}

/** The middle of values, by the lower of two; null without any. */
export function medianOf(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? null;
}
