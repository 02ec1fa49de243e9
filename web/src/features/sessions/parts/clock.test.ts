import { describe, expect, it } from 'vitest';
import { clockInWords } from './clock.ts';

const HOUR = 3_600_000;

describe('[ING5] what a session says of its times', () => {
  it.each([
    [null, null],
    [{ shiftMs: 18 * HOUR, lateMs: null }, "shifted by 18 h: the sender's clock was behind"],
    [{ shiftMs: -180_000, lateMs: null }, "shifted by 3 min: the sender's clock was ahead"],
    [
      { shiftMs: null, lateMs: 9 * HOUR },
      "as sent: records arrived up to 9 h late, or the sender's clock is behind",
    ],
  ])('%j', (clock, words) => {
    expect(clockInWords(clock)).toBe(words);
  });
});
