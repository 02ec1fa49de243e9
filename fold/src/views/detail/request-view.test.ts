import { describe, expect, it } from 'vitest';
import { event } from '../../testing/events.fixture.ts';
import { sessionOf } from '../../testing/look.fixture.ts';
import { startFolding } from '../../testing/picture.fixture.ts';
import { fold } from '../../fold.ts';
import type { PriceOf } from '../../price.ts';
import { sessionDetail } from './session-detail.ts';

const RUN = '11111111-1111-4111-8111-111111111111';

const priceOf: PriceOf = ({ model, tier, webSearches, inputTokens }) =>
  model !== 'opus' || (tier !== '' && tier !== 'fast') || webSearches > 0 ? null : inputTokens;

describe('[USE3] a request without a list price', () => {
  it.each([
    [{ model: 'opus' }, { costMicros: 10, unpriced: null, tier: null }],
    [
      { model: 'opus', speed: 'fast' },
      { costMicros: 10, unpriced: null, tier: 'fast' },
    ],
    [
      { model: 'opus', serviceTier: 'batch' },
      { unpriced: 'unknown_tier', tier: 'batch' },
    ],
    [{ model: 'opus', webSearches: 2 }, { unpriced: 'web_searches' }],
    [{ model: 'other', speed: 'fast' }, { unpriced: 'unknown_model' }],
    [{}, { unpriced: 'no_model' }],
  ])('%j says why: %j', (fields, is) => {
    const folded = startFolding();
    const usage = event('usage', RUN, {
      second: 1,
      source: 'otlp',
      requestId: 'r',
      inputTokens: 10,
      ...fields,
    });
    fold(folded.state, usage, { seq: 1, priceOf });
    const detail = sessionDetail(folded.state, sessionOf(folded, RUN).id, priceOf);
    expect(detail?.requests).toMatchObject([{ costMicros: null, ...is }]);
  });
});

it("[USE3] tokens of a client's metrics have the price of their speed", () => {
  const tiers: string[] = [];
  const folded = startFolding();
  const metric = event('metric', RUN, {
    second: 1,
    source: 'otlp',
    name: 'tokens',
    value: 10,
    startAt: 1,
    attributes: { type: 'input', model: 'opus', speed: 'fast' },
  });
  fold(folded.state, metric, {
    seq: 1,
    priceOf: ({ tier }) => {
      tiers.push(tier);
      return 1;
    },
  });
  expect(new Set(tiers)).toEqual(new Set(['fast']));
});
