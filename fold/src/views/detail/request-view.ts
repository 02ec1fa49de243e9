import type { SessionDetail } from '@claude-monitor/protocol/api/history/session-detail';
import { noUsage, type UsageSums } from '@claude-monitor/protocol/figures';
import type { Contribution, Fact } from '../../facts/fact.ts';
import { isUnsureOfHourly, listedOf } from '../../list-cost.ts';
import type { PriceOf } from '../../price.ts';
import type { FoldState } from '../../state.ts';
import type { OwnedFact } from './owned-fact.ts';

type RequestView = SessionDetail['requests'][number];

export function requestView(
  { state, priceOf }: { state: FoldState; priceOf: PriceOf },
  { fact, part }: OwnedFact,
): RequestView {
  const usage = part.usage ?? noUsage();
  return {
    at: part.at,
    agentId: part.agentId === '' ? null : part.agentId,
    model: part.model === '' ? null : part.model,
    inputTokens: usage.inputTokens,
    outputTokens: usage.outputTokens,
    cacheReadTokens: usage.cacheReadTokens,
    cacheCreationTokens: usage.cacheCreationTokens,
    costMicros: usage.unpricedRequests > 0 ? null : usage.costMicros,
    unpriced: usage.unpricedRequests > 0 ? unpricedBy(fact, { ...part, usage }, priceOf) : null,
    tier: fact.fields.tier ?? null,
    clientCostMicros: fact.fields.clientCostMicros ?? null,
    provenance: part.provenance ?? 'reported',
    task: part.task === '' ? null : part.task,
    taskId: state.tasks.get(part.task)?.taskId ?? null,
  };
}

type Priced = Contribution & { usage: UsageSums };

/** What the list lacks: whatever it takes away that the rest has a price. */
function unpricedBy(
  fact: Fact,
  { model, at, usage }: Priced,
  priceOf: PriceOf,
): RequestView['unpriced'] {
  if (model === '') return 'no_model';
  const { tier = '', webSearches = 0 } = fact.fields;
  const sample = { ...SAMPLE, model, at };
  if (priceOf(sample) === null) return 'unknown_model';
  if (tier !== '' && priceOf({ ...sample, tier }) === null) return 'unknown_tier';
  if (webSearches > 0) return 'web_searches';
  const isUnsure = isUnsureOfHourly(listedOf(usage, fact.fields, model), priceOf);
  return isUnsure ? 'cache_duration' : 'unknown_model';
}

const SAMPLE = {
  inputTokens: 1_000,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheCreationTokens: 0,
  cacheCreation1hTokens: 0,
  tier: '',
  webSearches: 0,
};
