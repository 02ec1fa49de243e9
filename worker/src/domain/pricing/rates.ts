import type { ModelPrice, TieredPrices, Usage } from '@pydantic/genai-prices';
import type { PricedUsage } from '@claude-monitor/fold';

/** What a request costs by the rates of one model, in dollars. */
type Rates = (usage: PricedUsage) => number;

/** A request in the library's words, which count cached tokens as part of the input. */
export const libraryUsage = (usage: PricedUsage): Usage => ({
  input_tokens: allInput(usage),
  output_tokens: usage.outputTokens,
  cache_read_tokens: usage.cacheReadTokens,
  cache_write_tokens: usage.cacheCreationTokens,
  cache_write_1h_tokens: hourly(usage),
  ...(usage.webSearches > 0 ? { web_searches: usage.webSearches } : {}),
});

/** Prices of what no request of ours has: they add nothing. */
const WITHOUT_USE: ReadonlySet<string> = new Set([
  'cache_audio_read_mtok',
  'cache_image_read_mtok',
  'input_audio_mtok',
  'input_image_mtok',
  'input_video_mtok',
  'output_audio_mtok',
  'output_image_mtok',
  'output_video_mtok',
  'web_searches_kcount',
]);

/**
 * The library's arithmetic for a model whose price depends on tokens alone, in its order of operations, so
 * that both agree to the last bit: it checks the list's units with each request, which takes most of the time.
 * Null: only the library can tell, as of searches or of a price for each request.
 */
export function ratesOf(prices: ModelPrice): Rates | null {
  const rates = Object.entries(prices).flatMap(([key, price]) =>
    price === undefined || WITHOUT_USE.has(key) ? [] : [{ key, price }],
  );
  const keys = new Set(rates.map(({ key }) => key));
  const parts: { isOutput: boolean; price: number | Tiers; tokensOf: TokensOf }[] = [];
  for (const { key, price } of rates) {
    const tokensOf = tokensBilledAs(key, keys);
    if (tokensOf === null) return null;
    parts.push({ isOutput: key === 'output_mtok', price: sorted(price), tokensOf });
  }
  return (usage) => {
    const context = allInput(usage);
    let input = 0;
    let output = 0;
    for (const { isOutput, price, tokensOf } of parts) {
      const dollars = dollarsFor(tokensOf(usage), price, context);
      if (isOutput) output += dollars;
      else input += dollars;
    }
    return input + output;
  };
}

type TokensOf = (usage: PricedUsage) => number;

/** A kind of tokens with a price of its own is no longer part of the kind above it. */
function tokensBilledAs(key: string, priced: ReadonlySet<string>): TokensOf | null {
  const hasRead = priced.has('cache_read_mtok');
  const hasWrite = priced.has('cache_write_mtok');
  const hasHourly = priced.has('cache_write_1h_mtok');
  switch (key) {
    case 'input_mtok':
      return (usage) =>
        allInput(usage) -
        (hasRead ? usage.cacheReadTokens : 0) -
        (hasWrite ? usage.cacheCreationTokens : 0);
    case 'output_mtok':
      return (usage) => usage.outputTokens;
    case 'cache_read_mtok':
      return (usage) => usage.cacheReadTokens;
    case 'cache_write_mtok':
      return (usage) => usage.cacheCreationTokens - (hasHourly ? hourly(usage) : 0);
    case 'cache_write_1h_mtok':
      return hourly;
    default:
      return null;
  }
}

type Tiers = Pick<TieredPrices, 'base' | 'tiers'>;

/** Of a long context all tokens cost what the last tier says that it has reached. */
function dollarsFor(tokens: number, price: number | Tiers, context: number): number {
  if (typeof price === 'number') return (price * tokens) / MILLION;
  if (tokens <= 0) return 0;
  let rate = price.base;
  for (const tier of price.tiers) if (context > tier.start) rate = tier.price;
  return (((rate * tokens) / MILLION) * MILLION) / MILLION;
}

const MILLION = 1_000_000;

const sorted = (price: number | Tiers): number | Tiers =>
  typeof price === 'number'
    ? price
    : { base: price.base, tiers: price.tiers.toSorted((a, b) => a.start - b.start) };

export const allInput = (usage: PricedUsage): number =>
  usage.inputTokens + usage.cacheReadTokens + usage.cacheCreationTokens;

/** Part of what was written to the cache. */
export const hourly = (usage: PricedUsage): number =>
  Math.min(usage.cacheCreation1hTokens, usage.cacheCreationTokens);
