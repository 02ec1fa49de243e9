import { TIME } from '@claude-monitor/protocol';
import { ceilTo, floorTo, type HourWindow } from '../hours.ts';

/** From `from` up to, not including, `to`, to the millisecond; null is open. */
export type UsageWindow = { from: number | null; to: number | null };

export type CutHour = { hour: number; from: number; to: number };

export const usageWindow = (query: {
  from?: number | undefined;
  to?: number | undefined;
}): UsageWindow => ({ from: query.from ?? null, to: query.to ?? null });

/**
 * A window as the whole hours in it, which rollups answer, and what it cuts of the hours at its ends,
 * which their requests answer: so any two windows that meet add up to the sum of both (rule USE4).
 */
export function partsOf({ from, to }: UsageWindow): { hours: HourWindow; cuts: CutHour[] } {
  const first = from === null ? null : ceilTo(from, TIME.hourMs);
  const end = to === null ? null : floorTo(to, TIME.hourMs);
  if (from !== null && to !== null && from < to && first !== null && end !== null && end < first) {
    return { hours: NONE, cuts: [{ hour: end, from, to }] };
  }
  const cuts: CutHour[] = [];
  if (from !== null && first !== null && from < first && (to === null || from < to)) {
    cuts.push({ hour: first - TIME.hourMs, from, to: first });
  }
  if (to !== null && end !== null && end < to && (from === null || from < to)) {
    cuts.push({ hour: end, from: end, to });
  }
  return { hours: { from: first, to: end }, cuts };
}

const NONE: HourWindow = { from: 0, to: 0 };
