/** Whether version `a` is older than `b`; both like 1.2.3. What is no version counts as the oldest. */
export function isOlder(a: string, b: string): boolean {
  const [left, right] = [partsOf(a), partsOf(b)];
  for (const [index, part] of left.entries()) {
    const other = right[index] ?? 0;
    if (part !== other) return part < other;
  }
  return false;
}

const partsOf = (version: string): number[] =>
  [0, 1, 2].map((index) => Number.parseInt(version.split('.')[index] ?? '', 10) || 0);
