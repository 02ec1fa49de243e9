import { describe, expect, test } from 'vitest';
import { TIME } from '@claude-monitor/protocol/limits';
import { NOON } from '../live/live.fixture.ts';
import { pulseAt, sparkPath } from './pulse.ts';

describe('the pulse', () => {
  test('moves on while nothing is heard', () => {
    const pulse = { at: NOON, tokens: [1, 2, 3] };
    expect(pulseAt(pulse, NOON).slice(-4)).toEqual([0, 1, 2, 3]);
    expect(pulseAt(pulse, NOON + 2 * TIME.minuteMs).slice(-5)).toEqual([1, 2, 3, 0, 0]);
    expect(pulseAt(pulse, NOON + TIME.hourMs)).toEqual(Array.from({ length: 30 }, () => 0));
  });

  test('leaves out minutes that this clock has not reached', () => {
    expect(pulseAt({ at: NOON, tokens: [1, 2, 3] }, NOON - TIME.minuteMs).slice(-2)).toEqual([
      1, 2,
    ]);
  });

  test('is drawn from the bottom to its own highest value', () => {
    expect(sparkPath([0, 5, 10], { width: 20, height: 10 })).toBe('M0.0 10.0L10.0 5.0L20.0 0.0');
    expect(sparkPath([0, 0], { width: 20, height: 10 })).toBe('M0.0 10.0L20.0 10.0');
  });

  test('does not fall only because the running minute is not over', () => {
    expect(sparkPath([0, 10, 5], { width: 20, height: 10 })).toBe('M0.0 10.0L10.0 0.0');
    expect(sparkPath([10, 5, 5], { width: 20, height: 10 })).toBe('M0.0 0.0L10.0 5.0L20.0 5.0');
    expect(sparkPath([10, 0, 0], { width: 20, height: 10 })).toBe('M0.0 0.0L10.0 10.0L20.0 10.0');
  });
});
