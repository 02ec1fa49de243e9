import { TIME } from '@claude-monitor/protocol/limits';
import { expect, test } from 'vitest';
import { rowsThatFit, shiftAt, tokensByMinute } from './wall-fit.ts';

test.each([
  [
    { needs: 0, open: 3 },
    { needs: 0, open: 3 },
  ],
  [
    { needs: 0, open: 50 },
    { needs: 0, open: 7 },
  ],
  [
    { needs: 2, open: 50 },
    { needs: 2, open: 6 },
  ],
  [
    { needs: 40, open: 50 },
    { needs: 5, open: 2 },
  ],
])('rows on a wall: of %j fit %j', (wanted, fitting) => {
  expect(rowsThatFit(wanted)).toEqual(fitting);
});

test('the picture moves every ten minutes, a few px, and comes round', () => {
  const places = Array.from({ length: 9 }, (_, index) => shiftAt(index * 10 * TIME.minuteMs));
  expect(new Set(places.map(String)).size).toBe(8);
  expect(places[8]).toEqual(places[0]);
  expect(shiftAt(9 * TIME.minuteMs)).toEqual(places[0]);
  expect(Math.max(...places.flat().map(Math.abs))).toBeLessThanOrEqual(6);
});

test('tokens of the hour stand by minute; older ones are left out', () => {
  const now = 100 * TIME.minuteMs + 5;
  const cell = (at: number) => ({
    at,
    agentName: 'a',
    model: 'm',
    inputTokens: 1,
    outputTokens: 2,
    cacheReadTokens: 3,
    cacheCreationTokens: 4,
    costMicros: 0,
    errors: 0,
  });
  const cells = [cell(100 * TIME.minuteMs), cell(99 * TIME.minuteMs), cell(TIME.minuteMs)];
  const sums = tokensByMinute(cells, now);
  expect(sums.slice(-2)).toEqual([10, 10]);
  expect(sums.reduce((all, one) => all + one)).toBe(20);
});
