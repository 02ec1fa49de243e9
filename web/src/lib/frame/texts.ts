import type { RangeName } from '../range/range.ts';

export const WHEN_WORDS: Readonly<Record<RangeName, string>> = {
  '1h': 'in the last hour',
  '24h': 'in the last 24 hours',
  'last-night': 'last night',
  '7d': 'in the last 7 days',
  '30d': 'in the last 30 days',
  '90d': 'in the last 90 days',
};
export const whenBetween = (dates: string): string => `in the period ${dates}`;
export const view = 'View';
export const clearFilters = 'Clear filters';
export const showQuarter = 'Show the last 90 days';
export const refused = 'The monitor refuses these filters. Remove one of them, or clear all.';
export const liveStillWorks = 'What is running now is on the Today page.';
export const emptyMeans = 'Try a longer time, or fewer filters.';
