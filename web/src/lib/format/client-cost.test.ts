import { describe, expect, test } from 'vitest';
import { session, figures } from '../live/live.fixture.ts';
import { clientCost, priceTitle } from './client-cost.ts';

describe('[USE3] the client’s own cost beside the list price', () => {
  const costing = (client: number, measured: { costMicros: number; unpricedRequests?: number }) =>
    session('a', { clientCostMicros: client, usage: figures({ measured }) });

  test.each([
    [1_300_000, 1_000_000, '$0.30 above list price, 30%'],
    [800_000, 1_000_000, '$0.20 below list price, 20%'],
    [1_012_000, 1_000_000, '$0.01 above list price, 1.2%'],
    [1_001_000, 1_000_000, 'same as list price'],
    [1_000_000, 1_000_000, 'same as list price'],
    [20_000_000, 1_000_000, '$19.00 above list price, 20 times'],
  ])('%i against %i is %s', (client, list, difference) => {
    expect(clientCost(costing(client, { costMicros: list }))?.difference).toBe(difference);
  });

  test('is not compared by share where requests have no list price', () => {
    expect(clientCost(costing(3e6, { costMicros: 1e6, unpricedRequests: 2 }))).toEqual({
      client: '$3.00',
      difference: '$2.00 above list price, 2 unpriced',
      isSame: false,
    });
    expect(clientCost(costing(3e6, { costMicros: 0, unpricedRequests: 2 }))?.difference).toBe(
      'no list price',
    );
  });

  test('leaves out what the agent reported of itself: of that the client says nothing', () => {
    const usage = figures({ measured: { costMicros: 1e6 }, reported: { costMicros: 9e6 } });
    expect(clientCost({ usage, clientCostMicros: 1e6 })?.isSame).toBe(true);
  });

  test('is nothing where the client says none, never $0', () => {
    expect(clientCost(costing(0, { costMicros: 1e6 }))).toBeNull();
    expect(priceTitle(costing(0, { costMicros: 1e6 }))).toBe('List price, not your bill');
    expect(priceTitle(costing(1.3e6, { costMicros: 1e6 }))).toContain(
      'Client-reported cost: $1.30',
    );
  });
});
