/** Heights of lines, px: they must be known without drawing them. */
export type Heights = { day: number; session: number };

/** Where each line begins, px, and at last where the list ends. */
export function offsetsOf(
  items: readonly { kind: 'day' | 'session' }[],
  heights: Heights,
): Float64Array {
  const offsets = new Float64Array(items.length + 1);
  let offset = 0;
  for (const [index, { kind }] of items.entries()) {
    offset += heights[kind];
    offsets[index + 1] = offset;
  }
  return offsets;
}

/** The lines between two heights, and some around: of a list of any length as many as fit in a window. */
export function linesWithin(
  offsets: Float64Array,
  { top, height, around }: { top: number; height: number; around: number },
): { first: number; end: number } {
  const count = offsets.length - 1;
  const first = Math.max(0, lineAt(offsets, top) - around);
  return { first, end: Math.min(count, lineAt(offsets, top + height) + 1 + around) };
}

/** The line at a height; the first or last one, outside. */
function lineAt(offsets: Float64Array, height: number): number {
  let [low, high] = [0, Math.max(0, offsets.length - 2)];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((offsets[middle] ?? 0) <= height) low = middle;
    else high = middle - 1;
  }
  return low;
}
