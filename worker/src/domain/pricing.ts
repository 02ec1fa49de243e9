import { calcPrice, findProvider } from '@pydantic/genai-prices';
import type { PriceOf } from '@claude-monitor/fold';

const REMEMBERED = 4_096;

/** Anthropic's models as Bedrock names them, which has a list of its own: `us.anthropic.claude-…`. */
const BEDROCK_MODEL = /\banthropic\.claude-/;

/**
 * List price of one request in micro-dollars, from the dated table that the library ships; null for
 * a model it does not know (rule USE3). Each request is priced alone: long contexts have tiers. Whose
 * list it is, the model's name says.
 */
export function listPrice(): PriceOf {
  const bedrock = findProvider({ providerId: 'aws' });
  const remembered = new Map<string, number | null>();
  return (usage) => {
    if (usage.model === '') return null;
    const key = JSON.stringify(Object.values(usage));
    const known = remembered.get(key);
    if (known !== undefined) return known;
    const isBedrock = bedrock !== undefined && BEDROCK_MODEL.test(usage.model);
    const price = calcPrice(
      {
        // The library counts cached tokens as part of the input.
        input_tokens: usage.inputTokens + usage.cacheReadTokens + usage.cacheCreationTokens,
        output_tokens: usage.outputTokens,
        cache_read_tokens: usage.cacheReadTokens,
        cache_write_tokens: usage.cacheCreationTokens,
        cache_write_1h_tokens: Math.min(usage.cacheCreation1hTokens, usage.cacheCreationTokens),
      },
      usage.model,
      { ...(isBedrock ? { provider: bedrock } : {}), timestamp: new Date(usage.at) },
    );
    const exact = price === null ? NaN : Math.round(price.total_price * 1_000_000);
    // Sums of money are sums of safe integers (rule ING7).
    const micros = Number.isSafeInteger(exact) && exact >= 0 ? exact : null;
    if (remembered.size >= REMEMBERED) remembered.clear();
    remembered.set(key, micros);
    return micros;
  };
}
