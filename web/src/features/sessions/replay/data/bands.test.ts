import { STATE_LIMITS, TIME } from '@claude-monitor/protocol/limits';
import { expect, test } from 'vitest';
import { bandsOf, timeIn } from './bands.ts';
import { moment, TEN } from './replay.fixture.ts';

const { minuteMs: MINUTE } = TIME;

test('[FLD4] between two events the clock alone makes a session idle, then lost', () => {
  const bands = bandsOf([moment({ at: TEN, lastAt: TEN })], TEN + 40 * MINUTE, STATE_LIMITS);
  expect(bands.map(({ state, from }) => [state, Math.floor((from - TEN) / MINUTE)])).toEqual([
    ['active', 0],
    ['idle', 5],
    ['lost', 30],
  ]);
  expect(bands.at(-1)?.to).toBe(TEN + 40 * MINUTE);
});

test('a wait lasts until the next event, however long, and is summed', () => {
  const waiting = { state: 'waiting', at: TEN, reason: 'Asks to use Bash' } as const;
  const bands = bandsOf(
    [
      moment({ at: TEN, lastAt: TEN, turn: waiting }),
      moment({ at: TEN + 50 * MINUTE, lastAt: TEN + 50 * MINUTE }),
    ],
    TEN + 51 * MINUTE,
    STATE_LIMITS,
  );
  expect(bands.map(({ state }) => state)).toEqual(['waiting', 'active']);
  expect(timeIn(bands, 'waiting')).toBe(50 * MINUTE);
});

test('a call that takes too long is stalled from the limit on', () => {
  const openTools = [{ toolUseId: 't', toolName: 'Bash', startedAt: TEN }];
  const bands = bandsOf(
    [moment({ at: TEN, lastAt: TEN, openTools })],
    TEN + 9 * MINUTE,
    STATE_LIMITS,
  );
  expect(bands.map(({ state }) => state)).toEqual(['active', 'stalled']);
  expect(bands[1]?.from).toBe(TEN + STATE_LIMITS.stalledMs + 1);
});
