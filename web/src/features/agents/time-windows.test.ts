import { describe, expect, test } from 'vitest';
import { NOON } from '../../lib/live/live.fixture.ts';
import { boundsOf, periodFrom } from './time-windows.ts';

describe('the time that is looked at', () => {
  const ask = (query: Record<string, string>) => periodFrom((name) => query[name] ?? null);

  test.each([
    [{}, { from: NOON - 86_400_000, to: null }],
    [{ window: 'hour' }, { from: NOON - 3_600_000, to: null }],
    [{ window: 'all' }, { from: 0, to: null }],
    [{ window: 'century' }, { from: NOON - 86_400_000, to: null }],
    [
      { from: '1000', to: '2000' },
      { from: 1_000, to: 2_000 },
    ],
    [
      { from: '2026-11-22T12:00:00Z', window: 'hour' },
      { from: NOON, to: null },
    ],
    [{ from: 'yesterday' }, { from: NOON - 86_400_000, to: null }],
  ])('%o', (query, bounds) => {
    expect(boundsOf(ask(query), NOON)).toEqual(bounds);
  });
});
