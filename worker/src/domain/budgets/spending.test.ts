import type { Budget } from '@claude-monitor/protocol';
import { describe, expect, test } from 'vitest';
import { budgetWindow } from './budget-window.ts';
import { budgetState, dueThresholds, thresholdOf, type Spending } from './spending.ts';

const NOW = Date.parse('2026-11-11T12:00:00Z');

const budgetOf = (change: Partial<Budget> = {}): Budget => ({
  ...{ id: 'b', scope: { kind: 'workspace' }, unit: 'dollars', limit: 100 },
  ...{ period: 'month', timezone: 'UTC', channels: null, createdAt: 0, alerted: [] },
  ...{ brake: false, setBy: 'ops', tripped: [], lifted: [] },
  ...change,
});

const spentOf = (amount: number, days: number[] = [], key = '2026-11'): Spending => ({
  id: 'b',
  parts: [{ key, session: null, amount, unpricedRequests: 0 }],
  days,
});

test.each([
  [100, 0, null],
  [100, 49.99, null],
  [100, 50, 50],
  [100, 80, 80],
  [100, 100, 100],
  [100, 1e9, 100],
  [0, 0, null],
  [0, 0.000001, 100],
  [1e12, 4e11, null],
  [1e12, 5e11, 50],
  [1e15, 9.1e15, 100],
  // In parts that no binary fraction has.
  [0.3, 0.24, 80],
])('of a budget of %d with %d used the threshold is %s', (limit, amount, threshold) => {
  expect(thresholdOf(limit, amount)).toBe(threshold);
});

describe('a threshold', () => {
  test('alerts once in a period, the highest for all below it', () => {
    const budget = budgetOf();
    expect(dueThresholds(budget, spentOf(85))).toMatchObject([{ threshold: 80 }]);
    const alerted = [{ key: '2026-11', threshold: 80, at: NOW }];
    expect(dueThresholds({ ...budget, alerted }, spentOf(85))).toEqual([]);
    expect(dueThresholds({ ...budget, alerted }, spentOf(60))).toEqual([]);
    expect(dueThresholds({ ...budget, alerted }, spentOf(101))).toMatchObject([{ threshold: 100 }]);
    expect(dueThresholds({ ...budget, alerted }, spentOf(85, [], '2026-12'))).toMatchObject([
      { threshold: 80 },
    ]);
  });

  test('of runs alerts for each session by itself', () => {
    const parts = ['a', 'b', 'c'].map((key, place) => ({
      ...{ key, session: { id: key, sessionId: key }, unpricedRequests: 0 },
      amount: 100 - 40 * place,
    }));
    const alerted = [{ key: 'a', threshold: 100, at: NOW }];
    const due = dueThresholds({ limit: 100, alerted }, { id: 'b', parts, days: [] });
    expect(due).toMatchObject([{ threshold: 50, part: { key: 'b' } }]);
  });
});

describe('a forecast', () => {
  test('goes on like the days that are over, and says between which amounts', () => {
    const state = budgetState(budgetOf(), spentOf(40, [1, 2, 3, 2, 2, 2, 2, 2, 2, 2]), NOW);
    // 19.5 days are left of November.
    expect(state.forecast).toEqual({ amount: 79, low: 59.5, high: 98.5, days: 10 });
    expect(state).toMatchObject({ spent: 40, share: 0.4, noForecast: null });
  });

  test.each([
    ['month', [1, 2], 'too_early'],
    ['week', [], 'too_early'],
    ['day', [], 'day'],
    ['run', [], 'run'],
  ] as const)('of a %s with the days %j is absent, with a reason', (period, days, reason) => {
    const state = budgetState(budgetOf({ period }), spentOf(4, [...days]), NOW);
    expect(state).toMatchObject({ forecast: null, noForecast: reason });
  });

  test('of a budget of 0 has no share', () => {
    expect(budgetState(budgetOf({ limit: 0 }), spentOf(4), NOW).share).toBeNull();
  });
});

test.each([
  ['month', 'Europe/Berlin', '2026-02-28T23:30:00Z', '2026-03', '2026-02-28T23:00:00.000Z', 743],
  ['month', 'America/New_York', '2026-11-01T03:59:00Z', '2026-10', '2026-10-01T04:00:00.000Z', 744],
  ['month', 'America/New_York', '2026-11-01T04:00:00Z', '2026-11', '2026-11-01T04:00:00.000Z', 721],
  ['month', 'UTC', '2026-12-31T23:59:00Z', '2026-12', '2026-12-01T00:00:00.000Z', 744],
  ['week', 'UTC', '2026-11-11T12:00:00Z', '2026-W46', '2026-11-09T00:00:00.000Z', 168],
  ['day', 'Europe/Berlin', '2026-10-25T12:00:00Z', '2026-10-25', '2026-10-24T22:00:00.000Z', 25],
] as const)('the %s in %s at %s is %s', (period, timezone, at, key, from, hours) => {
  const window = budgetWindow({ period, timezone }, Date.parse(at));
  expect(window?.key).toBe(key);
  expect(new Date(window?.from ?? 0).toISOString()).toBe(from);
  expect(((window?.to ?? 0) - (window?.from ?? 0)) / 3_600_000).toBe(hours);
});
