import { noUsage } from '@claude-monitor/protocol/figures';
import { describe, expect, test } from 'vitest';
import { ownCost, ownCostGap } from './own-cost.ts';
import { workDone } from './work-done.ts';

const sums = (requests: number, inputTokens: number, rest = {}) => ({
  ...noUsage(),
  requests,
  inputTokens,
  ...rest,
});

const monitoring = (fields = {}) => ({
  calls: 0,
  totalMs: null,
  unjoinedCalls: 0,
  own: noUsage(),
  shared: noUsage(),
  ...fields,
});

const values = (facts: { name: string; value: string }[]) => facts.map(({ value }) => value);

describe('what monitoring costs', () => {
  test('is nothing to show where its tools were not called', () => {
    expect(ownCost(monitoring(), sums(5, 1_000))).toEqual([]);
  });

  test('is the calls, and the requests that were only for it', () => {
    const own = sums(2, 1_500, { costMicros: 4_500 });
    const facts = ownCost(monitoring({ calls: 2, totalMs: 12, own }), sums(9, 100_000));
    expect(values(facts)).toEqual(['2 in 12 ms', '2', '1.50\u202fk, 1.5% of total', '$0.0045']);
  });

  test('names what it shares with others apart, and what has no price', () => {
    const own = sums(1, 10, { unpricedRequests: 1 });
    const shared = sums(1, 500);
    const facts = ownCost(monitoring({ calls: 2, own, shared }), sums(9, 100_000));
    expect(values(facts)).toEqual([
      '2',
      '1',
      '10, less than 0.1% of total',
      'unpriced',
      '1',
      '500, 0.5% of total',
    ]);
  });

  test('says what it leaves out', () => {
    expect(ownCostGap(monitoring({ calls: 3 }))).toBeNull();
    expect(ownCostGap(monitoring({ calls: 3, unjoinedCalls: 3 }))).toContain('these calls');
    expect(ownCostGap(monitoring({ calls: 3, unjoinedCalls: 1 }))).toContain('1 of the calls');
  });
});

test('the work done is shown in lines, commits, pull requests and time', () => {
  const work = {
    linesAdded: 1_200,
    linesRemoved: 8,
    commits: 2,
    pullRequests: 1,
    clientMs: 150_000,
    userMs: 4_000,
  };
  expect(values(workDone(work))).toEqual(['+1,200 −8', '2', '1', '2 min 30 s', '4 s']);
});
