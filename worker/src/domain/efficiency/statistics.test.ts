import { describe, expect, test } from 'vitest';
import { shareOf, spreadOf } from './statistics.ts';

describe('a share', () => {
  test.each([
    // Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('%i of %i has its published 95%% interval', (hits, n, low, high) => {
    const share = shareOf(hits, n);
    expect(share.low).toBeCloseTo(low, 4);
    expect(share.high).toBeCloseTo(high, 4);
  });

  test('of nothing has none, and of all ends at 1', () => {
    expect(shareOf(0, 0)).toEqual({ n: 0, hits: 0, low: null, high: null });
    expect(shareOf(3, 3).high).toBe(1);
  });
});

describe('a spread', () => {
  const upTo = (n: number): number[] => Array.from({ length: n }, (_, index) => n - index);

  test('of fewer than ten values is the values themselves', () => {
    expect(spreadOf([3, 1, 2])).toEqual({
      n: 3,
      ...{ median: null, low: null, high: null, medianLow: null, medianHigh: null },
      values: [1, 2, 3],
    });
  });

  test('has quartiles between neighbours, and a median within its interval by ranks', () => {
    // Ranks 10/2 - 3.1 and 1 + 10/2 + 3.1, rounded: the 2nd and the 9th of ten.
    const ten = { n: 10, low: 3, median: 6, high: 8, medianLow: 2, medianHigh: 9, values: [] };
    expect(spreadOf(upTo(10))).toEqual(ten);
    const hundred = spreadOf(upTo(100));
    expect([hundred.medianLow, hundred.medianHigh]).toEqual([40, 61]);
  });
});
