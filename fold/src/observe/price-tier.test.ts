import { describe, expect, it } from 'vitest';
import { event } from '../testing/events.fixture.ts';
import { sessionOf } from '../testing/look.fixture.ts';
import { fold } from '../fold.ts';
import { startFolding } from '../testing/picture.fixture.ts';
import { sessionDetail } from '../views/detail/session-detail.ts';
import { tierOf, type PriceOf, type PricedUsage } from '../price.ts';

const RUN = '11111111-1111-4111-8111-111111111111';

describe('[USE3] how a request was served', () => {
  it.each([
    [[undefined], ''],
    [['normal', 'standard'], ''],
    [['standard_only', 'Default'], ''],
    [['on-demand'], ''],
    [['fast', undefined], 'fast'],
    [['FAST', 'standard'], 'fast'],
    [['fast', 'batch'], 'batch fast'],
    [['priority'], 'priority'],
  ])('of %j is %j', (fields, tier) => {
    expect(tierOf(fields)).toBe(tier);
  });
});

/** A list by which a write that is kept for an hour costs 6, another 3.75; of a dear model ten times that. */
function pricedUsage(
  clientCostMicros: number,
  fields: object = {},
): { priced: PricedUsage[]; cost: number; unpriced: unknown } {
  const priced: PricedUsage[] = [];
  const folded = startFolding();
  const priceOf: PriceOf = (usage) => {
    priced.push(usage);
    const {
      cacheCreationTokens: all,
      cacheCreation1hTokens: hourly,
      cacheReadTokens: read,
    } = usage;
    const exact =
      3 * usage.inputTokens +
      15 * usage.outputTokens +
      0.3 * read +
      3.75 * (all - hourly) +
      6 * hourly;
    return Math.round(usage.model === 'dear' ? 10 * exact : exact);
  };
  fold(
    folded.state,
    event('usage', RUN, {
      second: 1,
      source: 'otlp',
      requestId: 'r',
      model: 'claude-sonnet-4-5',
      inputTokens: 3,
      outputTokens: 5,
      cacheReadTokens: 17_241,
      cacheCreationTokens: 16_935,
      clientCostMicros,
      ...fields,
    }),
    { seq: 1, priceOf },
  );
  const { id, usage } = sessionOf(folded, RUN);
  const unpriced = sessionDetail(folded.state, id, priceOf)?.requests[0]?.unpriced;
  return { priced, cost: usage.costMicros, unpriced };
}

describe('[USE3] cache writes of a client that does not say how long they are kept', () => {
  it('are kept for an hour where its own figure is the price of that', () => {
    expect(pricedUsage(106_866).cost).toBe(106_866);
  });

  it('are kept so in part where its figure is the price of that', () => {
    for (const hourly of [1, 4_993, 10_000, 16_934]) {
      const cost = Math.round(68_762.55 + 2.25 * hourly);
      expect(pricedUsage(cost)).toMatchObject({ cost, unpriced: null });
    }
  });

  it('are not priced where its figure lies between the two prices and is that of no number of them', () => {
    // By that list a token more or less makes 22.5.
    const model = 'dear';
    expect(pricedUsage(700_011, { model })).toMatchObject({ cost: 0, unpriced: 'cache_duration' });
    expect(pricedUsage(700_023, { model })).toMatchObject({ cost: 700_023, unpriced: null });
    expect(pricedUsage(700_011, { model, cacheCreation1hTokens: 0 }).cost).toBe(687_626);
  });

  it('are plain ones where its figure is the price of those, or of neither, or missing', () => {
    for (const micros of [68_763, 60_000, 110_000, 0])
      expect(pricedUsage(micros).cost).toBe(68_763);
  });

  it('are what it says where it says it', () => {
    expect(pricedUsage(106_866, { cacheCreation1hTokens: 0 }).cost).toBe(68_763);
    expect(pricedUsage(0, { cacheCreation1hTokens: 16_935 }).cost).toBe(106_866);
  });

  it('searches and the way of serving it reach the list', () => {
    const { priced } = pricedUsage(0, { speed: 'fast', webSearches: 2 });
    expect(priced[0]).toMatchObject({ tier: 'fast', webSearches: 2 });
  });
});
