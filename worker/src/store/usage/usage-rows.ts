import type { SQL } from 'drizzle-orm';
import type { UsageTable } from './usage-figures.ts';

/** Rows whose sums are the figures of a window: what to select from, and how its columns are called. */
export type UsageSource = {
  table: UsageTable;
  rows: SQL;
  where: SQL | undefined;
  /** Start of the hour of a row, in a trend's day cell of the day; of points, which one it is part of. */
  at: SQL<number>;
};
