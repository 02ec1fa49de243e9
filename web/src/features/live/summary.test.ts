import { describe, expect, test } from 'vitest';
import { STATE_LIMITS, TIME } from '@claude-monitor/protocol/limits';
import { stateOf } from '@claude-monitor/protocol/live/state-of';
import type { Session } from '@claude-monitor/protocol/live/view';
import { session, cell, figures, NOON, totals } from '../../lib/live/live.fixture.ts';
import { NOTHING_YET } from '../../lib/live/live-state.ts';
import { attendance, errorsLastHour, mayHideOpen, today, tokensPerMinute } from './summary.ts';

const row = (fields: Partial<Session>) => {
  const shown = session('x', fields);
  return { session: shown, state: stateOf(shown, NOON, STATE_LIMITS), need: null };
};

test('attendance counts who works and who waits, and since when, among the open sessions', () => {
  const waiting = { state: 'waiting', reason: null } as const;
  const rows = [
    row({}),
    row({ turn: { ...waiting, at: NOON - 5 } }),
    row({ turn: { ...waiting, at: NOON - 9 } }),
    row({ endedAt: NOON }),
    row({ lastAt: NOON - TIME.dayMs }),
  ];
  expect(attendance(rows, false)).toEqual({
    isPart: false,
    active: 1,
    open: 3,
    waiting: 2,
    waitingSince: NOON - 9,
  });
  expect(attendance([], false).waitingSince).toBeNull();
});

describe('sessions that are not here', () => {
  const here = (hidden: number, ...shown: Partial<Session>[]) => ({
    ...NOTHING_YET,
    more: { sessions: hidden, tasks: 0 },
    sessions: new Map(
      shown.map((fields, index) => [String(index), session(String(index), fields)]),
    ),
  });
  const old = NOON - STATE_LIMITS.lostMs - 1;
  const waits = { state: 'waiting', at: old, reason: null } as const;

  test.each([
    ['there are none', here(0, {}), false],
    ['all that are here are young', here(9_000, {}, { lastAt: NOON - 5 }), true],
    ['one here is old enough to be lost, so they are too', here(9_000, {}, { lastAt: old }), false],
    [
      'one here is old, but sent first as it waits',
      here(9, {}, { lastAt: old, turn: waits }),
      true,
    ],
  ])('may be open: %s', (_, live, isPart) => {
    expect(mayHideOpen(live, NOON)).toBe(isPart);
  });
});

describe('tokens a minute', () => {
  test('are the mean of the running minute and the four before it, cache included', () => {
    const cells = [
      cell(NOON, 'a', { inputTokens: 100, cacheReadTokens: 400 }),
      cell(NOON - 4 * TIME.minuteMs, 'b', { outputTokens: 300, cacheCreationTokens: 100 }),
      cell(NOON - 5 * TIME.minuteMs, 'a', { inputTokens: 1e9 }),
    ];
    expect(tokensPerMinute(cells, NOON + TIME.minuteMs - 1)).toBeCloseTo(180, 0);
  });

  test('are nothing when nothing was used', () => {
    expect(tokensPerMinute([], NOON)).toBe(0);
  });
});

test('errors of the last hour leave out what is older', () => {
  const cells = [
    cell(NOON, 'a', { errors: 2 }),
    cell(NOON - 59 * TIME.minuteMs, 'a', { errors: 1 }),
    cell(NOON - 61 * TIME.minuteMs, 'a', { errors: 50 }),
  ];
  expect(errorsLastHour(cells, NOON)).toBe(3);
});

describe('today', () => {
  const usage = figures({
    measured: { requests: 3, costMicros: 9_600_000 },
    reported: { requests: 1, costMicros: 400_000 },
  });

  test('says its price and how much of it is measured', () => {
    expect(today(totals({ usage }), NOON)).toMatchObject({
      price: '$10.00',
      priceNote: '96% measured',
    });
  });

  test('[USE3] says unpriced instead of nothing, and counts what a price leaves out', () => {
    const unpriced = figures({ measured: { requests: 2, unpricedRequests: 2 } });
    expect(today(totals({ usage: unpriced }), NOON).price).toBe('unpriced');
    const partly = figures({
      measured: { requests: 2, unpricedRequests: 1, costMicros: 1_000_000 },
    });
    expect(today(totals({ usage: partly }), NOON)).toMatchObject({
      price: '$1.00',
      priceNote: 'measured, +1 unpriced',
    });
  });

  test('[USE3] has a price where metrics tell tokens and no request', () => {
    const metered = figures({ measured: { inputTokens: 1_000, costMicros: 2_000_000 } });
    expect(today(totals({ usage: metered }), NOON).price).toBe('$2.00');
    expect(today(totals({}), NOON).price).toBe('$0.00');
  });

  test('does not show the figures of yesterday', () => {
    const view = today(totals({ usage, tasksDone: 9, at: NOON - TIME.dayMs }), NOON);
    expect(view).toMatchObject({ price: '$0.00', priceNote: 'nothing yet', tasksDone: 0 });
  });
});
