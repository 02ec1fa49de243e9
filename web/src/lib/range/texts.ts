import type { RangeName } from './range.ts';

export const RANGE_WORDS: Readonly<Record<RangeName, string>> = {
  '1h': 'Last hour',
  '24h': 'Last 24 h',
  'last-night': 'Last night',
  '7d': 'Last 7 d',
  '30d': 'Last 30 d',
  '90d': 'Last 90 d',
};
export const SHORT_WORDS: Readonly<Record<RangeName, string>> = {
  '1h': '1 h',
  '24h': '24 h',
  'last-night': 'Night',
  '7d': '7 d',
  '30d': '30 d',
  '90d': '90 d',
};
export const range = 'Time range';
export const previous = 'Previous period';
export const next = 'Next period';
export const custom = 'Custom';
export const from = 'From';
export const to = 'To';
export const apply = 'Apply';
export const endsBeforeStart = 'Choose an end after the start.';
export const chooseBoth = 'Choose a start and an end.';
export const zoneIs = (zone: string): string => `Times are in ${zone}.`;
export const unusualDay = (day: string, hours: string): string => `${day} has ${hours} h.`;
export const between = (from: string, to: string): string => `${from} – ${to}`;
export const notUnderstood = (text: string, shown: string): string =>
  `The time range “${text}” isn’t supported. Showing: ${shown}.`;
export const WHEN_WORDS: Readonly<Record<RangeName, string>> = {
  '1h': 'in the last hour',
  '24h': 'in the last 24 hours',
  'last-night': 'last night',
  '7d': 'in the last 7 days',
  '30d': 'in the last 30 days',
  '90d': 'in the last 90 days',
};
export const whenBetween = (dates: string): string => `in the period ${dates}`;
