import { noUsage, type UsageSums } from '@claude-monitor/protocol/figures';
import type { Fact } from '../facts/fact.ts';
import { grownBy } from '../facts/meter.ts';
import { isWorkType, type MeterType } from '../facts/metered.ts';
import type { FoldState } from '../state.ts';
import { pricedAt, type PriceOf } from '../price.ts';
import { isReportedByRequests } from '../sessions/users/user-usage.ts';
import type { SessionRecord } from '../sessions/session.ts';

/** Metrics count only where no request reports the same, of their run or of their user's sessions (rule USE2). */
export const isCountedMetric = (state: FoldState, run: SessionRecord, { fields }: Fact): boolean =>
  run.measuredRequests === 0 && !isReportedByRequests(state, run, fields);

export type Priced = { run: SessionRecord; fact: Fact; model: string; priceOf: PriceOf };

type Part = { usage: UsageSums; clientCostMicros: number };

/**
 * What a metric adds: as zeros once requests tell it better, for what it added before has rows of
 * history that are to be written as zero.
 */
export function meteredPart(state: FoldState, { run, fact, model, priceOf }: Priced): Part {
  const type = fact.fields.metered?.type ?? 'cost';
  const value = isCountedMetric(state, run, fact) ? grownBy(state, run, fact) : 0;
  if (type === 'cost' || isWorkType(type)) return { usage: noUsage(), clientCostMicros: value };
  if (value === 0) return { usage: noUsage(), clientCostMicros: 0 };
  const sample = { ...noUsage(), [COUNTS[type]]: SAMPLE_TOKENS };
  const plain = { cacheCreation1hTokens: 0, tier: fact.fields.tier ?? '', webSearches: 0 };
  const price = priceOf({ ...sample, ...plain, model, at: fact.fields.at });
  const usage = {
    ...noUsage(),
    [COUNTS[type]]: value,
    ...pricedAt(price === null ? null : Math.round((price * value) / SAMPLE_TOKENS)),
  };
  return { usage, clientCostMicros: 0 };
}

/** Lists are dearer for long requests; a minute's sum is not one, so it is priced as short ones. */
const SAMPLE_TOKENS = 10_000;

const COUNTS = {
  input: 'inputTokens',
  output: 'outputTokens',
  cacheRead: 'cacheReadTokens',
  cacheCreation: 'cacheCreationTokens',
} as const satisfies Record<Exclude<MeterType, 'cost'>, keyof UsageSums>;
