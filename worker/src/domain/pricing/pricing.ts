import { calcPrice, findProvider, type ModelInfo } from '@pydantic/genai-prices';
import type { PricedUsage, PriceOf } from '@claude-monitor/fold';
import { AUDIO_TIER } from '@claude-monitor/protocol';
import { pricedModelOf, type PricedModel } from './priced-model.ts';
import { libraryUsage, ratesOf, type Rates } from './rates.ts';

const REMEMBERED = 4_096;

/**
 * List price of one request in micro-dollars, from the dated table that the library ships; null for a
 * model that it does not know (rule USE3), and for a way of serving it that it has no price of: never the
 * usual price in silence. Each request is priced alone: long contexts have tiers.
 */
export function listPrice(): PriceOf {
  const remembered = new Map<string, number | null>();
  /** By the model as it was sent; null: only the library can tell. */
  const rates = new Map<string, Rates | null>();
  return (usage) => {
    if (usage.tier === '' && usage.webSearches === 0) {
      const known = rates.get(usage.model);
      if (known !== undefined && known !== null) return microsOf(known(usage));
      if (known === undefined) {
        if (rates.size >= REMEMBERED) rates.clear();
        rates.set(usage.model, modelRates(usage));
      }
    }
    const key = JSON.stringify(Object.entries(usage).sort());
    const known = remembered.get(key);
    if (known !== undefined) return known;
    const micros = microsOf(dollarsOf(usage));
    if (remembered.size >= REMEMBERED) remembered.clear();
    remembered.set(key, micros);
    return micros;
  };
}

function microsOf(dollars: number | null): number | null {
  const exact = dollars === null ? NaN : Math.round(dollars * 1_000_000);
  // Sums of money are sums of safe integers (rule ING7).
  return Number.isSafeInteger(exact) && exact >= 0 ? exact : null;
}

/** The rates of the model that this is priced by, where they depend neither on the time nor on searches. */
function modelRates(usage: PricedUsage): Rates | null {
  const model = pricedModelOf(usage.model);
  const price = model === null ? null : priceBy(model, usage);
  return price === null || Array.isArray(price.model.prices) ? null : ratesOf(price.model.prices);
}

function dollarsOf(usage: PricedUsage): number | null {
  const model = pricedModelOf(usage.model);
  if (model === null) return null;
  const price = priceBy(model, usage);
  if (price === null) return null;
  const tier = tierFor(price.model, usage.tier);
  return tier === '' ? price.dollars : tierDollars(price.model, { ...usage, tier });
}

/** The tier without its word for audio, where the model has one price for all that it hears and says. */
function tierFor({ id, prices }: ModelInfo, tier: string): string {
  const words = tier.split(' ');
  if (!words.includes(AUDIO_TIER)) return tier;
  const hasOwnPrice = OF_AUDIO.test(id) || JSON.stringify(prices).includes('_audio_');
  return hasOwnPrice ? tier : words.filter((word) => word !== AUDIO_TIER).join(' ');
}

/** Models of speech, of which lists may have the prices of text alone. */
const OF_AUDIO = /audio|live|realtime/;

type Price = { dollars: number; model: ModelInfo };

/** The list that the name itself says, else the maker's. */
function priceBy({ name, list, isExact }: PricedModel, usage: PricedUsage): Price | null {
  if (isExact === true) {
    const found = priceIn(list, name, usage);
    return found?.model.id === name ? found : null;
  }
  if (list === null) return priceIn(null, name, usage) ?? priceIn('openai', name, usage);
  const found = priceIn(list, name, usage);
  if (found !== null || list !== 'aws') return found;
  // Older models of Bedrock have one price for all regions, under the name without one.
  return name.startsWith('global.') ? priceIn(list, name.slice('global.'.length), usage) : null;
}

function priceIn(list: string | null, name: string, usage: PricedUsage): Price | null {
  const provider = list === null ? undefined : findProvider({ providerId: list });
  if (list !== null && provider === undefined) return null;
  const found = calcPrice(libraryUsage(usage), name, {
    ...(provider === undefined ? {} : { provider }),
    timestamp: new Date(usage.at),
  });
  if (found === null || (FINE_TUNED.test(name) && !FINE_TUNED.test(found.model.id))) return null;
  // Searches that a list has no price of make the request one without price, and so do tokens.
  const has = (price: string): boolean => Reflect.get(found.model_price, price) !== undefined;
  if (usage.webSearches > 0 && !has('web_searches_kcount')) return null;
  const isFree = list === TIER_LIST && name.endsWith(':free');
  if (!isFree && !has('input_mtok') && !has('output_mtok')) return null;
  return { dollars: found.total_price, model: found.model };
}

/** A model that somebody trained further costs more than the one that it was made of. */
const FINE_TUNED = /(^|[.:-])ft[-:]/;

const TIER_NAMES: Readonly<Record<string, (id: string) => string>> = {
  fast: (id) => `${id}-fast`,
  batch: (id) => `${id}:batch`,
};
const TIER_LIST = 'openrouter';

/**
 * The price of a tier, where the library has one: as a model of its own. It may have fewer kinds of tokens
 * than the usual price, which that one's proportion to it then gives.
 */
function tierDollars(model: ModelInfo, usage: PricedUsage): number | null {
  const nameOf = Object.hasOwn(TIER_NAMES, usage.tier) ? TIER_NAMES[usage.tier] : undefined;
  if (nameOf === undefined) return null;
  const maker = model.id.startsWith('claude-') ? 'anthropic' : 'openai';
  const name = nameOf(`${maker}/${model.id.replace(/-(\d+)-(\d+)$/, '-$1.$2')}`);
  const inTier = (part: Partial<PricedUsage>): number | null =>
    exactIn(TIER_LIST, name, { ...usage, ...part });
  const isHourly = usage.cacheCreation1hTokens > 0;
  const plain = inTier({ webSearches: 0, cacheCreation1hTokens: 0 });
  if (plain === null) return null;
  const alone = {
    webSearches: 0,
    cacheReadTokens: 0,
    cacheCreationTokens: 0,
    cacheCreation1hTokens: 0,
  };
  const usual = (part: Partial<PricedUsage>): number =>
    priceIn(null, model.id, { ...usage, ...part })?.dollars ?? 0;
  const searches = usage.webSearches === 0 ? 0 : usual({}) - usual({ webSearches: 0 });
  if (!isHourly) return plain + searches;
  const sample = { ...alone, inputTokens: 1000, outputTokens: 0, at: usage.at };
  const factor = (inTier(sample) ?? NaN) / usual(sample);
  return usual({ webSearches: 0 }) * factor + searches;
}

function exactIn(list: string, name: string, usage: PricedUsage): number | null {
  const price = priceIn(list, name, usage);
  return price?.model.id === name ? price.dollars : null;
}
