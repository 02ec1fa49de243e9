import { LIMITS, TIME } from '@claude-monitor/protocol';
import { describe, expect, test } from 'vitest';
import { followLag, clockShifts, type Lag } from './clock-shifts.ts';

const NOW = Date.UTC(2026, 4, 4, 12);
const { minuteMs: MINUTE, hourMs: HOUR, dayMs: DAY } = TIME;
const SECOND = 1_000;

type Said = { known?: number | null; exact?: (number | null)[] };

/** Times as distances from their arrival. */
function shiftsOf(times: readonly number[], { known = null, exact = [] }: Said = {}) {
  const { shifts, offset } = clockShifts({
    times: times.map((ms) => NOW + ms),
    receivedAt: NOW,
    known,
    exactly: (index) => {
      const ms = exact[index];
      return ms === undefined || ms === null ? null : NOW + ms;
    },
  });
  return { to: times.map((ms, index) => ms + (shifts[index] ?? 0)), offset };
}

describe('[ING5] what a body says of the clock that made its times', () => {
  test.each([
    { name: 'right', times: [-5 * SECOND, -SECOND], to: [-5 * SECOND, -SECOND], offset: 0 },
    { name: '18 h old: late or behind', times: [-18 * HOUR], to: [-18 * HOUR], offset: null },
    {
      name: '18 h ahead, in their order',
      times: [18 * HOUR - 4 * SECOND, 18 * HOUR],
      to: [-4 * SECOND, 0],
      offset: -18 * HOUR,
    },
    {
      name: 'ahead by minutes, a part of them less than is clamped',
      times: [2 * MINUTE, 6 * MINUTE],
      to: [-4 * MINUTE, 0],
      offset: -6 * MINUTE,
    },
    {
      name: 'ahead by 3 min, and put right on the way',
      times: [3 * MINUTE, 3 * MINUTE + 2 * SECOND, -2 * SECOND, -SECOND],
      to: [-4 * SECOND, -2 * SECOND, -2 * SECOND, -SECOND],
      offset: 0,
    },
    {
      name: 'of the year 9999, once',
      times: [-5 * SECOND, 8_000 * 365 * DAY, -SECOND],
      to: [-5 * SECOND, -SECOND, -SECOND],
      offset: 0,
    },
    {
      name: 'out of order, as a collector merges them: nothing is moved',
      times: [-10 * MINUTE, -15 * MINUTE, -2 * SECOND, -12 * MINUTE],
      to: [-10 * MINUTE, -15 * MINUTE, -2 * SECOND, -12 * MINUTE],
      offset: null,
    },
  ])('$name', ({ times, to, offset }) => {
    expect(shiftsOf(times)).toEqual({ to, offset });
  });

  test.each([18 * HOUR, 3 * MINUTE, 400 * DAY, -18 * HOUR, -2 * MINUTE])(
    'behind by %d ms as a hook of the same prompt tells',
    (ms) => {
      const times = [-ms - 4 * SECOND, -ms];
      const judged = shiftsOf(times, { exact: [-4 * SECOND, null] });
      expect(judged).toEqual({ to: [-4 * SECOND, 0], offset: ms });
    },
  );

  test('a late delivery is as late as the hook of its prompt', () => {
    const times = [-2 * HOUR, -2 * HOUR + SECOND];
    const judged = shiftsOf(times, { exact: [-2 * HOUR + 40, null] });
    expect(judged).toEqual({ to: times, offset: 0 });
  });

  test('what was known before holds while it can be so', () => {
    const known = 18 * HOUR;
    expect(shiftsOf([-18 * HOUR - SECOND], { known }).to).toEqual([-SECOND]);
    // Delivered late as well.
    expect(shiftsOf([-27 * HOUR], { known }).to).toEqual([-9 * HOUR]);
    // Put right: before the body, and on the way.
    expect(shiftsOf([-SECOND], { known })).toEqual({ to: [-SECOND], offset: 0 });
    const onTheWay = [-18 * HOUR - 3 * SECOND, -2 * SECOND];
    expect(shiftsOf(onTheWay, { known })).toEqual({ to: [-3 * SECOND, -2 * SECOND], offset: 0 });
    expect(shiftsOf([2 * MINUTE], { known: -2 * MINUTE }).to).toEqual([0]);
    expect(shiftsOf([-SECOND], { known: -2 * MINUTE })).toEqual({ to: [-SECOND], offset: 0 });
  });
});

describe('[ING5] a lag that stays the same', () => {
  /** Bodies as [arrived, newest time] in ms from the first. */
  function follow(bodies: readonly [number, number][]) {
    let lag: Lag | null = null;
    let found: number | null = null;
    for (const [arrived, newest] of bodies) {
      const followed = followLag(lag, { newest: NOW + newest, receivedAt: NOW + arrived });
      lag = followed.lag;
      found = followed.offset;
    }
    return found;
  }
  const BEHIND = 18 * HOUR;

  test('is a clock that is behind', () => {
    const live = [0, 5, 11, 16, 25].map((s): [number, number] => {
      return [s * SECOND + (s % 3) * SECOND, s * SECOND - BEHIND];
    });
    expect(follow(live)).toBe(BEHIND);
    expect(follow(live.slice(0, 3))).toBeNull();
  });

  test('that shrinks is a queue that is delivered late', () => {
    const drained = Array.from({ length: 60 }, (_, n): [number, number] => {
      return [n * SECOND, n * MINUTE - 2 * HOUR];
    });
    expect(follow(drained)).toBeNull();
  });

  test('of one burst is what a laptop had that slept', () => {
    expect(
      follow([
        [0, -9 * HOUR],
        [200, -9 * HOUR + 5 * SECOND],
        [60 * SECOND, -9 * HOUR + 6 * SECOND],
      ]),
    ).toBeNull();
    expect(LIMITS.futureMs).toBeLessThan(9 * HOUR);
  });
});
