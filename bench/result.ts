export type Budget = { atLeast: number } | { atMost: number };

/** One line of the table. Without a floor the figure itself stands against the budget. */
export type Result = {
  name: string;
  ours: number;
  floor: number | null;
  /** What stands against the budget. */
  ratio: number;
  budget: Budget;
  unit: string;
  /** It could not be measured to its end: no figure keeps the budget then. */
  isFailed?: boolean;
};

export function isKept({ ratio, budget, isFailed = false }: Result): boolean {
  if (isFailed) return false;
  return 'atLeast' in budget ? ratio >= budget.atLeast : ratio <= budget.atMost;
}

export const notMeasured = (name: string, error: unknown): Result => ({
  name: `${name}: could not be measured`,
  ours: 0,
  floor: null,
  ratio: 0,
  budget: { atLeast: 1 },
  unit: error instanceof Error ? error.message : String(error),
  isFailed: true,
});

export const budgetText = (budget: Budget): string =>
  'atLeast' in budget ? `>= ${String(budget.atLeast)}` : `<= ${String(budget.atMost)}`;

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? Number.NaN;
  const lower = sorted[Math.ceil(middle) - 1] ?? Number.NaN;
  return (lower + upper) / 2;
}

/**
 * The medians of rounds that were run in turn, and the median of their ratios: the machine's own ups
 * and downs fall on both sides of a round.
 */
export function compare(rounds: readonly { ours: number; floor: number }[]): {
  ours: number;
  floor: number;
  ratio: number;
} {
  return {
    ours: median(rounds.map(({ ours }) => ours)),
    floor: median(rounds.map(({ floor }) => floor)),
    ratio: median(rounds.map(({ ours, floor }) => ours / floor)),
  };
}
