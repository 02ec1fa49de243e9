import { describe, expect, test } from 'vitest';
import { TIME } from '@claude-monitor/protocol/limits';
import { NOON } from '../../../lib/live/fixtures.ts';
import { contextFill } from '../../../lib/format/context-fill.ts';
import { pulseAt, sparkPath } from '../../../lib/charts/pulse.ts';

describe('the context gauge', () => {
  const context = { tokens: 41_000, window: 100_000, provenance: 'measured', at: NOON } as const;

  test('says the share, its tokens, and how it knows', () => {
    expect(contextFill(context)).toEqual({
      label: '41%',
      share: 0.41,
      isNearlyFull: false,
      provenance: 'measured',
      title: '41,000 of 100,000 tokens, measured',
    });
  });

  test('warns when it is nearly full, and never passes full', () => {
    expect(contextFill({ ...context, tokens: 85_000 })?.isNearlyFull).toBe(true);
    expect(contextFill({ ...context, tokens: 120_000 })).toMatchObject({ label: '100%', share: 1 });
  });

  test('draws no bar for what it does not know', () => {
    expect(contextFill({ ...context, window: null })).toMatchObject({
      share: null,
      label: '41.0\u202fk',
    });
    expect(contextFill({ ...context, tokens: null })).toMatchObject({
      share: null,
      label: 'of 100\u202fk',
    });
    expect(contextFill({ ...context, tokens: null, window: null })).toBeNull();
    expect(contextFill(null)).toBeNull();
  });
});

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
