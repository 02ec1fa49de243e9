import { safeSum } from '@claude-monitor/protocol';

/** A row of a table that is not what other rows say it is; absent rows are all zeros. */
export type Difference = {
  table: string;
  key: Record<string, string | number>;
  /** The figures that differ: as they should be, and as they stand. */
  expected: Record<string, number>;
  found: Record<string, number>;
};

export type Comparison = { table: string; key: readonly string[]; figures: readonly string[] };

type Row = Readonly<Record<string, unknown>>;

/**
 * Every difference between two sets of rows, whatever their order. Pure: what a hub holds can be compared
 * with what libSQL holds, row by row. Rows of zeros and absent ones are the same.
 */
export function differencesBetween(
  { table, key, figures }: Comparison,
  expected: Iterable<Row>,
  found: Iterable<Row>,
): Difference[] {
  const sides = new Map<string, { key: Difference['key']; rows: [Figures, Figures] }>();
  for (const [side, rows] of [expected, found].entries()) {
    for (const row of rows) {
      const parts = key.map((name) => keyPart(row[name]));
      const text = JSON.stringify(parts);
      const both = sides.get(text) ?? { key: keyOf(key, parts), rows: [{}, {}] };
      sides.set(text, both);
      const sums = side === 0 ? both.rows[0] : both.rows[1];
      for (const name of figures) sums[name] = safeSum((sums[name] ?? 0) + Number(row[name] ?? 0));
    }
  }
  return [...sides.values()].flatMap(({ key: of, rows: [should, is] }) => {
    const differ = figures.filter((name) => (should[name] ?? 0) !== (is[name] ?? 0));
    if (differ.length === 0) return [];
    return [{ table, key: of, expected: pick(should, differ), found: pick(is, differ) }];
  });
}

type Figures = Record<string, number>;

const pick = (from: Figures, names: readonly string[]): Figures =>
  Object.fromEntries(names.map((name) => [name, from[name] ?? 0]));

const keyOf = (names: readonly string[], parts: readonly (string | number)[]): Difference['key'] =>
  Object.fromEntries(names.map((name, index) => [name, parts[index] ?? '']));

const keyPart = (value: unknown): string | number =>
  typeof value === 'number' || typeof value === 'string' ? value : JSON.stringify(value ?? '');
