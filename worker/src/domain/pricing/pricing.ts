import { calcPrice, findProvider, type ModelInfo, type ModelPrice } from '@pydantic/genai-prices';
import type { PricedUsage, PriceOf } from '@claude-monitor/fold';
import { AUDIO_TIER } from '@claude-monitor/protocol';
import { pricedModelOf, type PricedModel } from './priced-model.ts';
import { allInput, hourly, libraryUsage, ratesOf } from './rates.ts';

const REMEMBERED = 4_096;

/**
 * List price of one request in micro-dollars, from the dated table that the library ships; null for a
 * model that it does not know (rule USE3), and for a way of serving it that it has no price of: never the
 * usual price in silence. Each request is priced alone: long contexts have tiers.
 */
export function listPrice(): PriceOf {
  const remembered = new Map<string, number | null>();
  /** By the model as it was sent; null: only the library can tell. */
  const rates = new Map<string, ((usage: PricedUsage) => number | null) | null>();
  return (usage) => {
    if (usage.tier === '' && usage.webSearches === 0) {
      const name = usage.isMakers === true ? `maker ${usage.model}` : usage.model;
      const known = rates.get(name);
      if (known !== undefined && known !== null) {
        const dollars = known(usage);
        if (dollars !== null) return microsOf(dollars);
      } else if (known === undefined) {
        if (rates.size >= REMEMBERED) rates.clear();
        rates.set(name, modelRates(usage));
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
function modelRates(usage: PricedUsage): ((usage: PricedUsage) => number | null) | null {
  const model = modelOf(usage);
  const price = model === null ? null : priceBy(model, usage);
  if (price === null || Array.isArray(price.model.prices)) return null;
  const rates = ratesOf(price.model.prices);
  if (rates === null) return null;
  return (one) => (lacksPrice(price.model, one) === null ? rates(one) : null);
}

/** Whose list it is asked for; a cloud's name of a model holds the maker's. */
function modelOf({ model, isMakers }: PricedUsage): PricedModel | null {
  const priced = pricedModelOf(model);
  if (isMakers !== true || priced === null) return priced;
  const name = makersName(priced.name);
  return name === null ? priced : { name, list: null };
}

function dollarsOf(usage: PricedUsage): number | null {
  const model = modelOf(usage);
  if (model === null) return null;
  const found = priceBy(model, usage);
  if (found === null) return null;
  const price = { ...found, dollars: dollarsInCloud(model, found, usage) };
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

/**
 * The list of a cloud lacks prices that its maker's has: of writes kept for an hour, and of long contexts. The cloud
 * sells a model everywhere at the maker's price and in a region at a part more, which the price of its input tells.
 * Null: writes that no list has a price of, rather than the price of shorter ones.
 */
function dollarsInCloud(wanted: PricedModel, { dollars, model }: Price, usage: PricedUsage) {
  const lacks = lacksPrice(model, usage);
  if (lacks === null) return dollars;
  if (lacks === 'unsaid') return null;
  const otherwise = lacks === 'hourly' ? null : dollars;
  const name = makersName(model.id);
  if (name === null) return otherwise;
  const sample = { ...usage, ...ONE_INPUT };
  const factor =
    (priceBy(wanted, sample)?.dollars ?? NaN) /
    (priceIn(MAKER_OF_CLAUDE, name, sample)?.dollars ?? NaN);
  const scaled = (priceIn(MAKER_OF_CLAUDE, name, usage)?.dollars ?? NaN) * factor;
  return Number.isFinite(scaled) ? scaled : otherwise;
}

/** What a request needs that its list has no price of, or that nobody reports; null: nothing. */
function lacksPrice(
  { id, prices }: ModelInfo,
  usage: PricedUsage,
): 'hourly' | 'long' | 'unsaid' | null {
  const list = Array.isArray(prices) ? null : prices;
  // Senders do not say how much of an answer was a picture.
  const isPicture = list?.output_image_mtok !== undefined && usage.outputTokens > 0;
  if (isPicture) return 'unsaid';
  const has = (key: keyof ModelPrice): boolean => list === null || list[key] !== undefined;
  if (hourly(usage) > 0 && has('cache_write_mtok') && !has('cache_write_1h_mtok')) return 'hourly';
  if (makersName(id) === null || typeof list?.input_mtok !== 'number') return null;
  return allInput(usage) > LONG_CONTEXT_TOKENS ? 'long' : null;
}

/** Each answer of theirs is billed a search, which no list has (https://openai.com/api/pricing, 2026-11). */
const ALWAYS_SEARCHES = /-search-(preview|api)/;
const MAKER_OF_CLAUDE = 'anthropic';
/** No list begins a price of long contexts below this. */
const LONG_CONTEXT_TOKENS = 100_000;
const ONE_INPUT = {
  inputTokens: 1_000,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheCreationTokens: 0,
  cacheCreation1hTokens: 0,
  webSearches: 0,
};

const CLAUDE_IN_CLOUD = /^(?:[a-z-]+\.)?anthropic\.(claude-.+?)(?:-v\d+(?::\d+)?)?$/;

const makersName = (id: string): string | null => CLAUDE_IN_CLOUD.exec(id)?.[1] ?? null;

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
  if (
    found === null ||
    ALWAYS_SEARCHES.test(name) ||
    (FINE_TUNED.test(name) && !FINE_TUNED.test(found.model.id))
  )
    return null;
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
