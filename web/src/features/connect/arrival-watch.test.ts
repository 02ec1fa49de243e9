import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { emptyStatus } from '@claude-monitor/protocol/testing/status.fixture';
import { NOON } from '../../lib/live/live.fixture.ts';
import { ArrivalWatch } from './arrival-watch.svelte.ts';

const statusOf = (arrivals: Record<string, number>) => ({ ...emptyStatus(NOON), arrivals });

beforeEach(() => {
  vi.useFakeTimers({ now: NOON });
});

afterEach(() => {
  vi.useRealTimers();
});

test('what had arrived before the page was opened stays apart from what arrives after', async () => {
  const answers = [new Response('', { status: 503 }), {}, { hook: NOON }, { hook: NOON, otlp: 5 }];
  const watch = new ArrivalWatch({
    fetch: () => {
      const answer = answers.shift();
      const isRefusal = answer instanceof Response;
      return Promise.resolve(
        isRefusal ? answer : new Response(JSON.stringify(statusOf(answer ?? {}))),
      );
    },
    now: Date.now,
    isHidden: () => false,
  });
  expect(watch.before).toBeNull();
  watch.changed();
  await vi.advanceTimersByTimeAsync(0);
  expect([watch.before, watch.isSilent]).toEqual([null, true]);
  await vi.advanceTimersByTimeAsync(5_000);
  expect([watch.before, watch.newest, watch.isSilent]).toEqual([{}, {}, false]);
  for (const newest of [{ hook: NOON }, { hook: NOON, otlp: 5 }]) {
    watch.changed();
    await vi.advanceTimersByTimeAsync(1_000);
    expect([watch.before, watch.newest]).toEqual([{}, newest]);
  }
  watch.close();
});
