import type { ActivitySums } from '@claude-monitor/protocol/api/index';
import { allTokens, type UsageSums } from '@claude-monitor/protocol/figures';
import { dollars, fullCount, percent, shortCount } from '../../lib/format/numbers.ts';
import { timeInAll } from '../../lib/format/time.ts';

/** What the page can show over time. */
export const MEASURES = [
  'cost',
  'tokens',
  'cached',
  'done',
  'failed',
  'sessions',
  'errors',
  'active',
] as const;
export type Measure = (typeof MEASURES)[number];

/** Of one point, group or period; what agents did is null where it is not counted. */
export type Figures = { usage: UsageSums; activity: ActivitySums | null };

/** A sum, or a share from 0 to 1; null: not known, or no share of nothing. */
export function valueOf(measure: Measure, { usage, activity }: Figures): number | null {
  switch (measure) {
    case 'cost':
      return usage.costMicros;
    case 'tokens':
      return allTokens(usage);
    case 'cached':
      return cachedShare(usage);
    case 'done':
      return activity?.tasksDone ?? null;
    case 'failed':
      return activity?.tasksFailed ?? null;
    case 'sessions':
      return activity?.sessions ?? null;
    case 'errors':
      return activity?.errors ?? null;
    case 'active':
      return activity?.activeMs ?? null;
  }
}

/** Of what a model was given, how much came from the cache; null where it was given nothing. */
export function cachedShare(usage: UsageSums): number | null {
  const given = usage.inputTokens + usage.cacheReadTokens + usage.cacheCreationTokens;
  return given === 0 ? null : usage.cacheReadTokens / given;
}

/** Sums add up and are drawn as bars from zero; a share is a level. */
export const isSum = (measure: Measure): boolean => measure !== 'cached';

/** Whether it is known for every grouping, and drawn by group. */
export const isOfUsage = (measure: Measure): boolean =>
  measure === 'cost' || measure === 'tokens' || measure === 'cached';

export function valueWords(measure: Measure, value: number | null): string {
  if (value === null) return '–';
  switch (measure) {
    case 'cost':
      return dollars(value);
    case 'tokens':
      return shortCount(value);
    case 'cached':
      return percent(value);
    case 'done':
    case 'failed':
    case 'sessions':
    case 'errors':
      return fullCount(value);
    case 'active':
      return value === 0 ? '0' : timeInAll(value);
  }
}

/** `+$187.74`, `−12`, `−0.9 pt`. */
export function changeWords(measure: Measure, change: number): string {
  if (measure === 'cached') return `${signOf(change)}${(Math.abs(change) * 100).toFixed(1)} pt`;
  if (change === 0) return '0';
  return `${signOf(change)}${valueWords(measure, Math.abs(change))}`;
}

/** `+14%`, or `×12` from ten times on; null where there was nothing before, of which no share can be said. */
export function growthWords(
  measure: Measure,
  now: number | null,
  before: number | null,
): string | null {
  if (now === null || before === null) return null;
  if (measure === 'cached') return changeWords(measure, now - before);
  if (before === 0) return null;
  const growth = (now - before) / before;
  const whole = Math.trunc(growth * 100);
  if (whole === 0) return '±0%';
  if (growth >= MANY_TIMES - 1) return `×${fullCount(Math.trunc(now / before))}`;
  return `${signOf(whole)}${String(Math.abs(whole))}%`;
}

/** From so many times as much on, percent say less than times. */
const MANY_TIMES = 10;

const signOf = (value: number): string => (value > 0 ? '+' : value < 0 ? '−' : '');
