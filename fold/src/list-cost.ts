import type { UsageSums } from '@claude-monitor/protocol/figures';
import type { PriceOf, PricedUsage } from './price.ts';

/** The client rounds its own figure, and so do we. */
const ROUNDING_MICROS = 1;

/** A request, as far as its list price rests on it. */
export type Listed = Omit<PricedUsage, 'cacheCreation1hTokens'> & {
  /** Of its cache writes those that are kept for an hour; undefined: its client does not say. */
  cacheCreation1hTokens: number | undefined;
  clientCostMicros: number;
  /** The one report of it is of a kind that never says. */
  isCacheDurationUnsaid: boolean;
};

/**
 * The list price of a request; null where the list has none, or where nobody can tell which one it is.
 *
 * Clients that do not say which cache writes are kept for an hour may reckon with it: where their own figure lies between
 * the prices without and with all of them kept so, as many were as give that figure. They know the maker's prices,
 * also where a cloud served the request at its own.
 */
export function listCost(listed: Listed, priceOf: PriceOf): number | null {
  const hourly = listed.cacheCreation1hTokens ?? hourlyBy(listed, priceOf);
  return hourly === null ? null : priceWith(hourly, listed, priceOf);
}

/** Whether nobody can tell how many of the cache writes are kept for an hour. */
export const isUnsureOfHourly = (listed: Listed, priceOf: PriceOf): boolean =>
  listed.cacheCreation1hTokens === undefined && hourlyBy(listed, priceOf) === null;

/** How many writes are kept for an hour by the client's own figure; null: it can't be told. */
function hourlyBy(listed: Listed, priceOf: PriceOf): number | null {
  const { clientCostMicros: cost, cacheCreationTokens: all } = listed;
  if (all === 0) return 0;
  if (cost === 0) return listed.isCacheDurationUnsaid ? null : 0;
  const [own, makers] = ([{}, { isMakers: true }] as const).map((whose) => {
    const price = (hourly: number) => priceWith(hourly, { ...listed, ...whose }, priceOf);
    return { price, least: price(0), most: price(all) };
  });
  const isClients = (price: number | null | undefined): boolean =>
    Math.abs((price ?? Infinity) - cost) <= ROUNDING_MICROS;
  if ([own, makers].some((list) => isClients(list?.least))) return 0;
  if ([own, makers].some((list) => isClients(list?.most))) return all;
  const { price, least = null, most = null } = makers ?? {};
  if (price === undefined || least === null || most === null) return 0;
  if (cost < least || cost > most) return 0;
  const about = Math.round((all * (cost - least)) / (most - least));
  const tried = [about, about - 1, about + 1].filter((hourly) => hourly > 0 && hourly < all);
  return tried.find((hourly) => isClients(price(hourly))) ?? null;
}

const priceWith = (hourly: number, listed: Listed, priceOf: PriceOf): number | null => {
  const { clientCostMicros: _, isCacheDurationUnsaid: __, ...usage } = listed;
  return priceOf({ ...usage, cacheCreation1hTokens: hourly });
};

/** What is priced of sums and what else is known of a request. */
export const listedOf = (
  sums: UsageSums,
  fields: Partial<Listed> & { at: number },
  model: string,
): Listed => ({
  model,
  at: fields.at,
  inputTokens: sums.inputTokens,
  outputTokens: sums.outputTokens,
  cacheReadTokens: sums.cacheReadTokens,
  cacheCreationTokens: sums.cacheCreationTokens,
  cacheCreation1hTokens: fields.cacheCreation1hTokens,
  tier: fields.tier ?? '',
  webSearches: fields.webSearches ?? 0,
  clientCostMicros: fields.clientCostMicros ?? 0,
  isCacheDurationUnsaid: fields.isCacheDurationUnsaid ?? false,
});
