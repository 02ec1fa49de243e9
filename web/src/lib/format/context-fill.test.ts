import { describe, expect, test } from 'vitest';
import { NOON } from '../live/live.fixture.ts';
import { contextFill } from './context-fill.ts';

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
