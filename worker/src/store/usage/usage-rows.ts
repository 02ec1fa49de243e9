import type { UsageGrouping } from '@claude-monitor/protocol';
import type { SQL } from 'drizzle-orm';
import type { UsageTable } from './usage-figures.ts';

/** Rows whose sums are the figures of a window: what to select from, and how its columns are called. */
export type UsageSource = {
  table: UsageTable;
  rows: SQL;
  where: SQL | undefined;
  /** Start of the hour of a row, in a trend's day cell of the day. */
  at: SQL<number>;
  /** What a row is grouped by, '' for none; a label is joined (`withLabel`). */
  keyOf: (grouping: UsageGrouping) => SQL<string>;
};
