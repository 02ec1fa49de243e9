import { calcPrice, findProvider, type Provider } from '@pydantic/genai-prices';
import { seeded, type Random } from '@claude-monitor/protocol/testing/random';
import { expect, test } from 'vitest';
import { listPrice } from './pricing.ts';
import { libraryUsage, ratesOf } from './rates.ts';

const PROVIDERS =
  `anthropic openai google aws azure openrouter x-ai mistral deepseek groq cohere together
  fireworks novita moonshotai perplexity cerebras`.split(/\s+/);

const AT = Date.UTC(2026, 10, 22, 12);

const providerOf = (providerId: string): readonly Provider[] => {
  const provider = findProvider({ providerId });
  return provider === undefined ? [] : [provider];
};

/** Also of many tokens, which is where prices have tiers, and of none. */
function anyUsage(random: Random, model: string) {
  const tokens = (): number =>
    random.pick([
      0,
      random.between(1, 9),
      random.between(10, 9_000),
      random.between(9_000, 900_000),
    ]);
  return {
    model,
    at: AT,
    inputTokens: tokens(),
    outputTokens: tokens(),
    cacheReadTokens: tokens(),
    cacheCreationTokens: tokens(),
    cacheCreation1hTokens: tokens(),
    tier: '',
    webSearches: 0,
  };
}

test('[USE3] agree with the library to the last bit, for each model of each list, tiers too', () => {
  const random = seeded(20261130);
  let models = 0;
  let tiered = 0;
  for (const provider of PROVIDERS.flatMap(providerOf)) {
    for (const { id, prices } of provider.models) {
      const rates = Array.isArray(prices) ? null : ratesOf(prices);
      if (rates === null) continue;
      const usages = Array.from({ length: 8 }, () => anyUsage(random, id));
      const found = usages.map((usage) =>
        calcPrice(libraryUsage(usage), id, { provider, timestamp: new Date(AT) }),
      );
      // An id that another entry before it matches is priced by that one.
      if (found[0]?.model.id !== id) continue;
      models++;
      if (Object.values(prices).some((price) => typeof price === 'object')) tiered++;
      expect(usages.map(rates), `${provider.id} ${id}`).toEqual(
        found.map((price) => price?.total_price),
      );
    }
  }
  expect(models).toBeGreaterThan(200);
  expect(tiered).toBeGreaterThan(5);
});

test.each(['requests_kcount', 'output_reasoning_mtok', 'a_new_unit'])(
  'are none where a price by %s belongs to the model',
  (key) => {
    expect(ratesOf({ input_mtok: 1, output_mtok: 2, [key]: 3 })).toBeNull();
  },
);

test.each([
  ['claude-sonnet-4-5-20250929', 'anthropic'],
  ['claude-opus-4-1-20250805', 'anthropic'],
  ['claude-haiku-4-5-20251001', 'anthropic'],
  ['claude-sonnet-4-5[1m]', 'anthropic'],
  ['gpt-5-mini', 'openai'],
  ['gemini-2.5-pro', 'google'],
])('[USE3] %s costs in micro-dollars what the library says, rounded', (model, providerId) => {
  const random = seeded(7);
  const priceOf = listPrice();
  const provider = findProvider({ providerId });
  for (let count = 0; count < 500; count++) {
    const usage = anyUsage(random, model);
    const price = calcPrice(libraryUsage(usage), model.replace('[1m]', ''), {
      ...(provider === undefined ? {} : { provider }),
      timestamp: new Date(AT),
    });
    const micros = price === null ? null : Math.round(price.total_price * 1_000_000);
    expect(priceOf(usage)).toBe(micros);
    // A second time, when the model is known.
    expect(priceOf({ ...usage })).toBe(micros);
  }
});
