import { describe, expect, test } from 'vitest';
import { failureAfter, failuresOf } from '../data/failures.ts';
import { item, moment, TEN } from '../data/replay.fixture.ts';
import { neighbour } from '../player.svelte.ts';
import { placeOf, ticksOf, timeAt } from './axis.ts';
import { barsPath, crossesAt, lanesOf } from './lanes.ts';
import { packed } from './packed.ts';
import { levelFor, windowAt, within, zoomLevels } from './rows.ts';
import { compactionsOf, levelPoints, tokenBars } from './series.ts';

const scale = { from: TEN, to: TEN + 1_000, width: 500 };

describe('the time axis', () => {
  test('puts a time on a pixel and back; what lies outside stands at the edge', () => {
    expect(placeOf(TEN + 500, scale)).toBe(250);
    expect(timeAt(250, scale)).toBe(TEN + 500);
    expect([placeOf(TEN - 9, scale), placeOf(TEN + 5_000, scale)]).toEqual([0, 500]);
    expect(placeOf(TEN, { from: TEN, to: TEN, width: 100 })).toBe(0);
  });

  test.each([1_000, 60_000, 3_600_000, 86_400_000, 400 * 86_400_000])(
    'of %i ms has as many round times as there is room for',
    (ms) => {
      const ticks = ticksOf({ from: TEN, to: TEN + ms, width: 500 });
      expect(ticks.length).toBeGreaterThan(0);
      expect(ticks.length).toBeLessThanOrEqual(6);
      expect(new Set(ticks.map(({ label }) => label)).size).toBe(ticks.length);
    },
  );
});

describe('lanes', () => {
  const calls = Array.from({ length: 100_000 }, (_, index) =>
    item({ id: String(index), at: TEN + index / 100, endAt: TEN + index / 100 + 1 }),
  );

  test('of 100,000 calls are a path that no pixel is in twice', () => {
    expect(barsPath(calls, scale, { y: 0, height: 9 }).split('M').length).toBeLessThan(500);
    expect(
      crossesAt(
        calls.map(({ at }) => at),
        scale,
      ).length,
    ).toBeLessThan(65);
  });

  test('are those of the tools that are called most; the rest share one', () => {
    const names = ['a', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'mcp__server__h'];
    const lanes = lanesOf(names.map((name, index) => item({ at: TEN + index, name })));
    expect(lanes.map((lane) => [lane.name, lane.calls.length])).toEqual([
      ['a', 2],
      ['b', 1],
      ['c', 1],
      ['d', 1],
      ['e', 1],
      ['Other tools', 3],
    ]);
  });

  test('hold stretches side by side, and count what does not fit', () => {
    const stretches = [
      { from: 0, to: 10 },
      { from: 5, to: null },
      { from: 11, to: 12 },
      { from: 6, to: 7 },
    ];
    const { placed, more } = packed(stretches, (one) => one, { rows: 2, gap: 0 });
    expect(placed.map(({ row }) => row)).toEqual([0, 1, 0]);
    expect(more).toBe(1);
  });
});

describe('series', () => {
  test('a level of 100,000 moments has at most one point a pixel, and the last value of each', () => {
    const moments = Array.from({ length: 100_000 }, (_, index) =>
      moment({ at: TEN + index / 100, costMicros: index }),
    );
    const points = levelPoints(moments, scale, ({ costMicros }) => costMicros);
    expect(points.length).toBeLessThanOrEqual(501);
    expect(points.at(-1)?.value).toBe(99_999);
  });

  test('[USE1] tokens leave out what is reported beside measured requests', () => {
    const request = { kind: 'request', inputTokens: 3, cacheReadTokens: 4 } as const;
    const bars = tokenBars(
      [item({ at: TEN, ...request }), item({ at: TEN, ...request, isSuperseded: true })],
      scale,
    );
    expect(bars).toEqual([{ x: 0, fresh: 3, cached: 4 }]);
  });

  test('a compaction says how full the context was before and after', () => {
    const context = (tokens: number) =>
      ({ tokens, window: 100, provenance: 'measured', at: TEN }) as const;
    const moments = [
      moment({ at: TEN, context: context(93) }),
      moment({ at: TEN + 5, context: context(93) }),
      moment({ at: TEN + 9, context: context(31) }),
    ];
    const compaction = item({ at: TEN + 5, kind: 'compaction' });
    expect(compactionsOf([compaction], moments)).toEqual([
      { at: TEN + 5, before: 0.93, after: 0.31 },
    ]);
    expect(compactionsOf([compaction], [])).toEqual([{ at: TEN + 5, before: null, after: null }]);
  });
});

describe('the list below', () => {
  const bounds = { from: TEN, to: TEN + 90_000 };

  test('shows a stretch that stands still while one moves within it', () => {
    const first = windowAt(TEN + 1, bounds, 30_000);
    expect(windowAt(TEN + 29_999, bounds, 30_000)).toEqual(first);
    expect(windowAt(TEN + 30_000, bounds, 30_000).from).toBe(TEN + 30_000);
    expect(windowAt(bounds.to, bounds, 30_000)).toEqual({ from: TEN + 60_000, to: bounds.to });
    expect(windowAt(TEN, bounds, 90_000)).toEqual(bounds);
  });

  test('begins at the level with as many rows as are good to read', () => {
    const levels = zoomLevels(90_000);
    expect(levelFor(10, levels)).toBe(0);
    expect(levelFor(170, levels)).toBe(1);
    expect(levelFor(1_000_000, levels)).toBe(levels.length - 1);
  });

  test('holds what overlaps the stretch', () => {
    const long = item({ at: TEN, endAt: TEN + 50 });
    expect(within([long], { from: TEN + 20, to: TEN + 30 })).toEqual([long]);
    expect(within([long], { from: TEN + 51, to: TEN + 60 })).toEqual([]);
  });
});

describe('steps', () => {
  test('x leads from failure to failure and starts over after the last; a denial is none', () => {
    const failures = failuresOf(
      [
        item({ id: 'b', at: TEN + 5, endAt: TEN + 9, outcome: 'failed' }),
        item({ id: 'a', at: TEN, outcome: 'failed' }),
        item({ id: 'c', at: TEN + 3, outcome: 'denied' }),
      ],
      [],
    );
    expect(failures.map(({ at }) => at)).toEqual([TEN, TEN + 9]);
    expect(failureAfter(failures, null)?.id).toBe('a');
    expect(failureAfter(failures, TEN)?.id).toBe('b');
    expect(failureAfter(failures, TEN + 9)?.id).toBe('a');
    expect(failureAfter([], null)).toBeNull();
  });

  test('comma and full stop lead to the neighbouring event; from the end only back', () => {
    expect(neighbour([1, 5, 9], 5, 1)).toBe(9);
    expect(neighbour([1, 5, 9], 5, -1)).toBe(1);
    expect(neighbour([1, 5, 9], null, -1)).toBe(9);
    expect(neighbour([1, 5, 9], null, 1)).toBeNull();
    expect(neighbour([1, 5, 9], 9, 1)).toBeNull();
  });
});
