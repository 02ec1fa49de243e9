/** Something with a beginning and an end; null: it goes on. */
export type Stretch = { from: number; to: number | null };

export type Placed<Item> = { item: Item; row: number };

/** Stretches in as few rows as hold them side by side, up to a bound; what does not fit is counted. */
export function packed<Item>(
  items: readonly Item[],
  stretchOf: (item: Item) => Stretch,
  { rows, gap }: { rows: number; gap: number },
): { placed: Placed<Item>[]; more: number } {
  const ends: number[] = [];
  const placed: Placed<Item>[] = [];
  let more = 0;
  const inOrder = items.toSorted((a, b) => stretchOf(a).from - stretchOf(b).from);
  for (const item of inOrder) {
    const { from, to } = stretchOf(item);
    let row = ends.findIndex((end) => end + gap <= from);
    if (row === -1) row = ends.length;
    if (row >= rows) {
      more++;
      continue;
    }
    ends[row] = to ?? Infinity;
    placed.push({ item, row });
  }
  return { placed, more };
}
