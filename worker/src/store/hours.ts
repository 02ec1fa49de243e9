import { TIME } from '@claude-monitor/protocol';
import { and, gte, lt, type SQL } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';

/** Whole hours from `from` up to, not including, `to`; null is open. */
export type HourWindow = { from: number | null; to: number | null };

/** The whole hours that hold a stretch of time: rollups of errors and edges know nothing finer. */
export function wholeHours(stretch: {
  from?: number | undefined;
  to?: number | undefined;
}): HourWindow {
  return {
    from: stretch.from === undefined ? null : floorTo(stretch.from, TIME.hourMs),
    to: stretch.to === undefined ? null : ceilTo(stretch.to, TIME.hourMs),
  };
}

export function isWithin(hour: SQLiteColumn, window: HourWindow): SQL | undefined {
  return and(
    window.from === null ? undefined : gte(hour, window.from),
    window.to === null ? undefined : lt(hour, window.to),
  );
}

export const floorTo = (at: number, stepMs: number): number => at - (at % stepMs);

export const ceilTo = (at: number, stepMs: number): number => floorTo(at + stepMs - 1, stepMs);
