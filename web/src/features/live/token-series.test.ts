import { describe, expect, test } from 'vitest';
import { TIME } from '@claude-monitor/protocol/limits';
import { cell, NOON } from '../../lib/live/live.fixture.ts';
import { OTHERS, tokenSeries } from './token-series.ts';

describe('tokens over time', () => {
  test('have a point for each minute of the last hour, empty ones too', () => {
    const series = tokenSeries(
      [cell(NOON, 'a', { inputTokens: 3, cacheReadTokens: 4 })],
      NOON + 59_999,
    );
    expect(series.points).toHaveLength(60);
    expect(series.points.at(-1)).toEqual({ at: new Date(NOON), tokens: [7] });
    expect(series.points[0]?.tokens).toEqual([0]);
    expect(series.total).toBe(7);
  });

  test('do not fall only because the running minute is not over', () => {
    const full = cell(NOON - TIME.minuteMs, 'a', { inputTokens: 9 });
    const lower = tokenSeries([full, cell(NOON, 'b', { inputTokens: 3 })], NOON + 10_000);
    expect(lower.points.at(-1)).toEqual({ at: new Date(NOON - TIME.minuteMs), tokens: [9, 0] });
    expect(lower.total).toBe(12);
    const higher = tokenSeries([full, cell(NOON, 'b', { inputTokens: 10 })], NOON + 10_000);
    expect(higher.points.at(-1)).toEqual({ at: new Date(NOON), tokens: [0, 10] });
    for (const { hour } of [lower, higher]) {
      expect(hour).toEqual([new Date(NOON - 59 * TIME.minuteMs), new Date(NOON)]);
    }
  });

  test('add the models of an agent, and leave out what is older than the hour', () => {
    const cells = [
      cell(NOON, 'a', { model: 'x', outputTokens: 1 }),
      cell(NOON, 'a', { model: 'y', outputTokens: 2 }),
      cell(NOON - TIME.hourMs, 'a', { outputTokens: 100 }),
    ];
    expect(tokenSeries(cells, NOON).total).toBe(3);
  });

  test('[HUB8] count what the hub gathers without names among the others, however much it is', () => {
    const series = tokenSeries(
      [cell(NOON, 'a', { inputTokens: 3 }), cell(NOON, '', { inputTokens: 40 })],
      NOON + 59_999,
    );
    expect(series.bands).toEqual(['a', OTHERS]);
    expect(series.points.at(-1)?.tokens).toEqual([3, 40]);
  });

  test('name the busiest agents in the order of their names, and gather the others', () => {
    const cells = Array.from({ length: 9 }, (_, index) =>
      cell(NOON, `agent-${String(9 - index)}`, { inputTokens: index + 1 }),
    );
    const series = tokenSeries(cells, NOON);
    expect(series.bands).toEqual([
      'agent-1',
      'agent-2',
      'agent-3',
      'agent-4',
      'agent-5',
      'agent-6',
      OTHERS,
    ]);
    expect(series.points.at(-1)?.tokens.at(-1)).toBe(1 + 2 + 3);
    expect(series.total).toBe(45);
  });

  test('take any text for the name of an agent', () => {
    const series = tokenSeries([cell(NOON, '__proto__', { inputTokens: 1 })], NOON);
    expect(series.bands).toEqual(['__proto__']);
    expect(series.points.at(-1)?.tokens).toEqual([1]);
  });
});
