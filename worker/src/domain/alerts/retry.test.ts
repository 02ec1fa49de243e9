import { LIMITS } from '@claude-monitor/protocol';
import { expect, test } from 'vitest';
import { afterFailure, type Failed } from './retry.ts';

const failed = (change: Partial<Failed> = {}): Failed => ({
  ok: false,
  code: 'failed',
  isFinal: false,
  retryAfterMs: null,
  status: 500,
  text: '',
  ...change,
});

const pauseAfter = (failures: number, random = 1): number | null => {
  const next = afterFailure(failed(), { attempts: 1, failures, ageMs: 0 }, random);
  return next.kind === 'retry' ? next.pauseMs : null;
};

test('pauses double, up to a quarter of an hour, and the last try is the end', () => {
  const pauses = Array.from({ length: LIMITS.deliveryTries }, (_, failures) =>
    pauseAfter(failures),
  );
  const seconds = pauses.map((pause) => (pause === null ? null : pause / 1_000));
  expect(seconds).toEqual([5, 10, 20, 40, 80, 160, 320, 640, 900, null]);
});

test('half of a pause is left to chance', () => {
  expect([pauseAfter(1, 0), pauseAfter(1, 0.5), pauseAfter(1, 1)]).toEqual([5_000, 7_500, 10_000]);
});

test('what nothing would make different is not tried again', () => {
  const next = afterFailure(failed({ isFinal: true }), { attempts: 1, failures: 0, ageMs: 0 }, 0);
  expect(next).toEqual({ kind: 'park' });
});

test('a refusal for its rate waits as long as the platform says, and is no failed try', () => {
  const limited = failed({ code: 'rate_limited', retryAfterMs: 3_600_000 });
  const tried = { attempts: 10, failures: LIMITS.deliveryTries - 1, ageMs: 0 };
  expect(afterFailure(limited, tried, 0)).toEqual({ kind: 'retry', pauseMs: 3_600_000 });
});

test.each([
  ['at once', 0, [500, 1_000, 2_000, 4_000, 8_000]],
  ['in three seconds', 3_000, [3_000, 3_000, 3_000, 4_000, 8_000]],
  ['nothing', null, [5_000, 10_000, 20_000, 40_000, 80_000]],
])('a platform that says %s each time, and refuses, is asked less and less', (_, ms, wanted) => {
  const limited = failed({ code: 'rate_limited', retryAfterMs: ms });
  const pauses = wanted.map((_pause, index) => {
    const tried = { attempts: index + 1, failures: 0, ageMs: 0 };
    const next = afterFailure(limited, tried, 1);
    return next.kind === 'retry' ? next.pauseMs : null;
  });
  expect(pauses).toEqual(wanted);
});

test('a message that would come too late to be of use is parked', () => {
  const limited = failed({ code: 'rate_limited', retryAfterMs: 3_600_000 });
  const tried = { attempts: 1, failures: 0, ageMs: LIMITS.deliveryMaxAgeMs - 1 };
  expect(afterFailure(limited, tried, 0)).toEqual({ kind: 'park' });
});
