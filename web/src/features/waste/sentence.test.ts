import type { WasteAnswer, WasteItem } from '@claude-monitor/protocol/api/index';
import { expect, test } from 'vitest';
import { sentenceOf } from './sentence.ts';

const sums = (measuredMicros: number, estimatedMicros = 0) => ({
  ...{ count: 3, sessions: 1, tokens: 10, measuredMicros, estimatedMicros, unpriced: 0 },
});

const item = (change: Partial<WasteItem> = {}): WasteItem => ({
  ...{ kind: 'cache_misses', ...sums(2_000_000), isWhole: true, before: sums(1_000_000) },
  ...{ top: [], advice: 'Look.' },
  ...change,
});

const answer = (items: WasteItem[], change: Partial<WasteAnswer> = {}): WasteAnswer => ({
  ...{ asOf: 0, fresh: true, from: 0, to: 1, since: 0, items },
  ...{ costMicros: 40_000_000, requests: 10, beforeCostMicros: 10_000_000, beforeRequests: 10 },
  ...change,
});

const words = (waste: WasteAnswer, isFiltered = false): string =>
  sentenceOf(waste, isFiltered)
    .map((part) => part.text)
    .join('');

test('how much was paid for nothing, of how much, what of it is estimated, and how it was before', () => {
  expect(words(answer([item()]))).toBe(
    '$2.00 was paid for nothing, 5% of $40.00. As long a time before: $1.00, 10%.',
  );
  expect(words(answer([item(), item({ kind: 'repeated_reads', ...sums(0, 500_000) })]))).toContain(
    '$0.50 of it is estimated.',
  );
});

test('of what was not kept, and of nothing, no figure is made up', () => {
  expect(words(answer([item({ before: null })]))).toContain(
    'There are no figures of the period before.',
  );
  expect(words(answer([item()], { since: 1 }))).toMatch(/^\$2\.00 was paid for nothing\. /);
  expect(words(answer([item()], { costMicros: 0 }))).toMatch(/^\$2\.00 was paid for nothing\./);
  expect(words(answer([]))).toBe('Nothing was found in this time.');
  expect(words(answer([]), true)).toBe('Nothing was found of what matches these filters.');
});
