import { describe, expect, test } from 'vitest';
import { figures } from '../live/live.fixture.ts';
import { listPrice, priceProvenance, provenance, unpricedPart } from './usage.ts';

describe('every figure says how it knows', () => {
  const measured = { requests: 1, inputTokens: 90, costMicros: 900 };
  const reported = { requests: 1, inputTokens: 10, costMicros: 100 };

  test.each([
    [figures({ measured }), 'measured', 'measured'],
    [figures({ reported }), 'reported', 'reported'],
    [figures({ measured, reported }), '90% measured', '90% measured'],
    [figures({}), null, null],
  ])('case %#', (usage, tokens, price) => {
    expect(provenance(usage)).toBe(tokens);
    expect(priceProvenance(usage)).toBe(price);
  });

  test('[USE3] a price that is not known is never nothing', () => {
    const unknown = figures({ measured: { requests: 2, inputTokens: 9, unpricedRequests: 2 } });
    expect(listPrice(unknown)).toBe('unpriced');
    expect(unpricedPart(unknown)).toBeNull();
    const partly = figures({ measured: { ...measured, unpricedRequests: 2 } });
    expect(listPrice(partly)).toBe('<$0.01');
    expect(unpricedPart(partly)).toBe('+2 unpriced');
    expect(listPrice(figures({}))).toBe('–');
  });
});
