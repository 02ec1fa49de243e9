import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { SessionOutcome, StoredSession } from '../../features/sessions/fetch-session.ts';
import { session, NOON } from '../live/live.fixture.ts';
import { HistoryWatch } from './history-watch.svelte.ts';

const found = (fresh = true): SessionOutcome => ({
  name: 'found',
  stored: {
    asOf: NOON,
    fresh,
    session: session('a'),
    tasks: [],
    usage: [],
    detail: null,
    errors: [],
  },
});

let requestTimes: number[] = [];
let answers: (outcome: SessionOutcome) => void = () => {};
let next: SessionOutcome | 'hold' = found();
let isHidden = false;
let watch: HistoryWatch<StoredSession>;

beforeEach(() => {
  vi.useFakeTimers({ now: NOON });
  requestTimes = [];
  next = found();
  isHidden = false;
  watch = new HistoryWatch({
    fetch: () => {
      requestTimes.push(Date.now() - NOON);
      if (next !== 'hold') return Promise.resolve(next);
      return new Promise((resolve) => {
        answers = resolve;
      });
    },
    now: Date.now,
    isHidden: () => isHidden,
  });
});

afterEach(() => {
  watch.close();
  vi.useRealTimers();
});

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

describe('the watch on a session', () => {
  test('reads at once, then at most every two seconds, and only after a change', async () => {
    watch.changed();
    await pass(0);
    expect(watch.stored?.session.id).toBe('a');
    await pass(60_000);
    expect(requestTimes).toEqual([0]);
    for (let change = 0; change < 50; change++) {
      watch.changed();
      await pass(100);
    }
    await pass(60_000);
    expect(requestTimes).toEqual([0, 60_000, 62_000, 64_000, 66_000]);
  });

  test('reads once more when the session changed while it was read', async () => {
    next = 'hold';
    watch.changed();
    watch.changed();
    next = found();
    answers(found());
    await pass(10_000);
    expect(requestTimes).toEqual([0, 2_000]);
  });

  test('[STO9] asks again later when the history lags behind', async () => {
    next = found(false);
    watch.changed();
    await pass(0);
    next = found();
    await pass(60_000);
    expect(requestTimes).toEqual([0, 10_000]);
    expect(watch.stored?.fresh).toBe(true);
  });

  test('says that libSQL is down, keeps what it has, and asks when the server wishes', async () => {
    watch.changed();
    await pass(3_000);
    next = { name: 'no history', retryAfterMs: 10_000 };
    watch.changed();
    await pass(0);
    expect(watch.trouble).toEqual({ name: 'no history', retryAt: NOON + 13_000 });
    expect(watch.stored).not.toBeNull();
    next = found();
    watch.changed();
    await pass(9_999);
    expect(requestTimes).toHaveLength(2);
    await pass(1);
    expect(watch.trouble).toBeNull();
  });

  test('is not made to wait for days by a server, nor by who is impatient', async () => {
    next = { name: 'unreachable', retryAfterMs: 1e9 };
    watch.changed();
    await pass(0);
    expect(watch.trouble).toMatchObject({ retryAt: NOON + 60_000 });
    watch.retryNow();
    await pass(0);
    expect(requestTimes).toEqual([0, 0]);
  });

  test('of a session that is not known looks again: the history may only be late', async () => {
    next = { name: 'not found' };
    watch.changed();
    await pass(10_000);
    expect(watch.trouble).toMatchObject({ name: 'not found' });
    expect(requestTimes).toEqual([0, 10_000]);
  });

  test('gives up where asking again can’t help', async () => {
    next = { name: 'not understood' };
    watch.changed();
    await pass(600_000);
    expect(requestTimes).toEqual([0]);
    expect(watch.trouble).toEqual({ name: 'not understood' });
  });

  test('reads nothing while nobody looks, and catches up when somebody does', async () => {
    isHidden = true;
    watch.changed();
    await pass(600_000);
    expect(requestTimes).toEqual([]);
    isHidden = false;
    watch.shown();
    await pass(0);
    expect(requestTimes).toEqual([600_000]);
    watch.shown();
    await pass(600_000);
    expect(requestTimes).toHaveLength(1);
  });

  test('hidden while it waits for the next try, it tries when somebody looks', async () => {
    next = { name: 'unreachable', retryAfterMs: null };
    watch.changed();
    await pass(0);
    isHidden = true;
    await pass(600_000);
    expect(requestTimes).toEqual([0]);
    isHidden = false;
    watch.shown();
    await pass(0);
    expect(requestTimes).toEqual([0, 600_000]);
  });

  test('closed, it neither asks nor listens', async () => {
    next = 'hold';
    watch.changed();
    watch.close();
    answers(found());
    watch.changed();
    await pass(600_000);
    expect(requestTimes).toEqual([0]);
    expect(watch.stored).toBeNull();
  });
});
