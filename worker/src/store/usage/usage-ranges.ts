import { TIME } from '@claude-monitor/protocol';
import { ceilTo, floorTo, type HourWindow } from '../hours.ts';
import type { UsageWindow } from './usage-window.ts';

/** A stretch of trend cells of one grain, `to` not included. */
type TrendRange = { grain: 'hour' | 'day'; from: number; to: number };

/** A window of up to two days is drawn by the hour. */
const HOURLY_MS = 2 * TIME.dayMs;

const NO_END = Number.MAX_SAFE_INTEGER;

export function seriesStepOf(window: UsageWindow): 'hour' | 'day' {
  if (window.from === null || window.to === null) return 'day';
  return window.to - window.from <= HOURLY_MS ? 'hour' : 'day';
}

/**
 * The cells that make up a window: whole days by the day, its edges by the hour, so that a year is
 * hundreds of cells and any window of whole hours is exact (rule STO2).
 */
export function trendRanges(window: HourWindow): TrendRange[] {
  if (seriesStepOf(window) === 'day') return cellsOf(window);
  const { from, to } = bounded(window);
  return from < to ? [{ grain: 'hour', from, to }] : [];
}

/** The same with days wherever they are whole, however short the window. */
export function cellsOf(window: HourWindow): TrendRange[] {
  const { from, to } = bounded(window);
  const firstDay = ceilTo(from, TIME.dayMs);
  const endOfDays = window.to === null ? NO_END : floorTo(to, TIME.dayMs);
  if (firstDay >= endOfDays) {
    return from < to ? [{ grain: 'hour', from, to }] : [];
  }
  const ranges: TrendRange[] = [
    { grain: 'hour', from, to: firstDay },
    { grain: 'day', from: firstDay, to: endOfDays },
    { grain: 'hour', from: endOfDays, to },
  ];
  return ranges.filter((range) => range.from < range.to);
}

const bounded = (window: HourWindow): { from: number; to: number } => ({
  from: window.from ?? 0,
  to: window.to ?? NO_END,
});
