import type { TaskFacets } from '@claude-monitor/protocol/api/index';
import { expect, test } from 'vitest';
import { sentenceOf } from './sentence.ts';

const facets = (done: number, part: Partial<TaskFacets> = {}): TaskFacets => ({
  tasks: done,
  isWhole: true,
  agent: { items: [], more: 0 },
  project: { items: [], more: 0 },
  status: { items: [{ key: 'success', count: done }], more: 0 },
  costMicros: 5_000_000,
  unpricedRequests: 0,
  retried: { tasks: 0, costMicros: 0 },
  firstTry: { done, of: done },
  medianDurationMs: 24 * 60_000,
  medianCostMicros: 710_000,
  ...part,
});

const text = (facets: TaskFacets): string =>
  sentenceOf(facets, { when: 'in the last 30 days', isFiltered: false })
    .map((part) => part.text)
    .join('');

test('the sentence of many tasks says medians, first tries and which took many', () => {
  const all = facets(656, {
    status: {
      items: [
        { key: 'success', count: 656 },
        { key: 'failed', count: 45 },
        { key: 'cancelled', count: 17 },
      ],
      more: 0,
    },
    tasks: 718,
    firstTry: { done: 499, of: 656 },
    retried: { tasks: 9, costMicros: 71_200_000 },
  });
  expect(text(all)).toBe(
    '656 tasks done in the last 30 days, 45 failed, 17 cancelled. Half took 24 min or less and cost $0.71 or less.' +
      ' 76% of 656 were done on the first try; 9 took three tries or more, $71.20 together.',
  );
});

test('of few tasks only their number is told, and no price where a part has none', () => {
  expect(text(facets(9))).toBe('9 tasks done in the last 30 days.');
  expect(text(facets(20, { unpricedRequests: 1 }))).toContain('Half took 24 min or less.');
  expect(text(facets(0))).toBe('No task ended in the last 30 days.');
});
