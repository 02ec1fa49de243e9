import { describe, expect, test } from 'vitest';
import type { UsageAnswer } from '@claude-monitor/protocol/api/index';
import { addFigures, noFigures, type UsageFigures } from '@claude-monitor/protocol/figures';
import { pullRequestCosts, shortPull, ticketCosts } from './work-costs.ts';

const PR = 'https://github.com/acme/shop/pull/7';

function figures(costMicros: number): UsageFigures {
  const sums = { ...noFigures().measured, costMicros, requests: 1, inputTokens: 10 };
  return { ...sums, measured: sums, reported: noFigures().reported };
}

function answerOf(groups: [(string | null)[], number][], beyond = 0): UsageAnswer {
  const totals = noFigures();
  for (const [, cost] of groups) addFigures(totals, figures(cost));
  const others = beyond === 0 ? null : figures(beyond);
  if (others !== null) addFigures(totals, others);
  return {
    asOf: 0,
    fresh: true,
    from: null,
    to: null,
    totals,
    groups: groups.map(([keys, cost]) => ({ ...figures(cost), key: keys[0] ?? null, keys })),
    others,
    series: [],
  };
}

describe('cost by pull request', () => {
  test('[USE4] what was used on its branch before it was opened is its own; the rest adds up to the whole', () => {
    const costs = pullRequestCosts(
      answerOf([
        [[PR, 'cart', 'acme/shop'], 30],
        [[null, 'cart', 'acme/shop'], 20],
        [[null, 'cart', 'acme/other'], 5],
        [[null, 'main', 'acme/shop'], 15],
        [[null, null, null], 30],
      ]),
    );
    expect(costs.rows.map(({ name, usage }) => [name, usage.costMicros])).toEqual([[PR, 50]]);
    expect(costs.unattributed.costMicros).toBe(50);
    expect(costs.total.costMicros).toBe(100);
    expect(costs.coverage).toBe(0.5);
  });

  test('a branch that had several leaves what came before them to nobody', () => {
    const other = `${PR}8`;
    const costs = pullRequestCosts(
      answerOf([
        [[PR, 'cart', 'acme/shop'], 10],
        [[other, 'cart', 'acme/shop'], 30],
        [[null, 'cart', 'acme/shop'], 60],
      ]),
    );
    expect(costs.rows.map(({ name }) => name)).toEqual([other, PR]);
    expect(costs.unattributed.costMicros).toBe(60);
  });

  test('what is beyond the groups is in neither, and the coverage counts it', () => {
    const costs = pullRequestCosts(answerOf([[[PR, 'cart', null], 40]], 60));
    expect(costs.coverage).toBe(0.4);
    expect(costs.others?.costMicros).toBe(60);
    expect(costs.unattributed.costMicros).toBe(0);
  });

  test('is by tokens where nothing has a price, and unknown where nothing was used', () => {
    expect(
      ticketCosts(
        answerOf([
          [['ABC-1'], 0],
          [[null], 0],
        ]),
      ).coverage,
    ).toBe(0.5);
    expect(ticketCosts(answerOf([])).coverage).toBeNull();
  });
});

test.each([
  [PR, 'acme/shop#7'],
  ['https://gitlab.com/acme/web/shop/-/merge_requests/3', 'acme/web/shop#3'],
  ['other', 'other'],
])('%s is shown as %s', (url, short) => {
  expect(shortPull(url)).toBe(short);
});
