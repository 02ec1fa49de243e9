import { STATE_TIME_FIELDS, type StateTimes } from '@claude-monitor/protocol/live/state-times';
import { timeInAll } from '../../lib/format/time.ts';
import * as texts from './texts.ts';

export const allTime = (times: StateTimes): number =>
  STATE_TIME_FIELDS.reduce((sum, field) => sum + times[field], 0);

/** In a column: a dash for none. */
export const timeFigure = (ms: number): string => (ms === 0 ? '–' : timeInAll(ms));

/** `99.96%`, rounded down: only all of it is 100%. Null: nothing is known. */
export function shareFigure(part: number, whole: number): string | null {
  if (whole === 0) return null;
  const hundredths = Math.floor((part / whole) * 10_000 + 1e-6);
  if (hundredths === 10_000) return '100%';
  return `${(hundredths / 100).toFixed(2)}%`;
}

/** `working 3 h, waiting 20 min`. */
export function timesInWords(times: StateTimes): string {
  const words = STATE_TIME_FIELDS.filter((field) => times[field] > 0).map(
    (field) => `${texts.STATE_WORDS[field]} ${timeInAll(times[field])}`,
  );
  return words.length === 0 ? texts.noTimes : words.join(', ');
}
