import { expect, test } from 'vitest';
import { duration, fineDuration, span, workDuration } from './time.ts';

test.each([
  [0, '0 ms'],
  [340, '340 ms'],
  [2_490, '2.4 s'],
  [9_999, '9.9 s'],
  [10_000, '10 s'],
  [93_000, '1 min 33 s'],
])('a call of %d ms took %s', (ms, text) => {
  expect(fineDuration(ms)).toBe(text);
});

test.each([
  [-5, '0 s'],
  [3_900, '3 s'],
  [59_999, '59 s'],
  [6 * 60_000, '6 min'],
  [119 * 60_000, '1 h'],
  [50 * 3_600_000, '2 d'],
])('a span of %d ms is %s', (ms, text) => {
  expect(span(ms)).toBe(text);
});

test('a duration is in seconds while that matters', () => {
  expect(duration(61_000)).toBe('1 min 1 s');
  expect(duration(12 * 60_000 + 5_000)).toBe('12 min');
  expect(duration(900)).toBe('0 s');
});

test.each([
  [27_000, '27 s'],
  [6 * 60_000, '6 min'],
  [60 * 60_000, '1 h'],
  [112 * 60_000, '1 h 52 min'],
  [51 * 3_600_000, '2 d 3 h'],
  [48 * 3_600_000, '2 d'],
])('a session of %d ms took %s', (ms, text) => {
  expect(workDuration(ms)).toBe(text);
});
