import { expect, test } from 'vitest';
import { afterCrash, afterProbe, freshWatch, WATCH, type HealthState } from './watch.ts';

const NOW = 1_000_000;

test('a server is lost at the third failure in a row', () => {
  let watch: HealthState = freshWatch;
  const seen = [false, false, true, false, false, false].map((isHealthy) => {
    const after = afterProbe(watch, isHealthy);
    watch = after.watch;
    return after.isLost;
  });
  expect(seen).toEqual([false, false, false, false, false, true]);
});

test('starts that follow one another wait twice as long each, up to a bound', () => {
  let watch: HealthState = freshWatch;
  const waits = Array.from({ length: 10 }, (_, index) => {
    const after = afterCrash(watch, NOW + index);
    watch = after.watch;
    return after.waitMs;
  });
  expect(waits.slice(0, 4)).toEqual([250, 500, 1_000, 2_000]);
  expect(waits.at(-1)).toBe(WATCH.backoff.longestMs);
});

test('after a calm time the next start comes at once again', () => {
  const tired: HealthState = { failures: 0, restarts: 9, restartedAt: NOW };
  expect(afterCrash(tired, NOW + WATCH.calmMs + 1).waitMs).toBe(WATCH.backoff.firstMs);
});

test('a restart forgets the failures before it', () => {
  const failing: HealthState = { failures: 3, restarts: 0, restartedAt: null };
  expect(afterCrash(failing, NOW).watch.failures).toBe(0);
});
