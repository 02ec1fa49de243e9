import type { SessionDetail } from '@claude-monitor/protocol/api/index';
import { noUsage } from '@claude-monitor/protocol/figures';
import type { FoldState } from '../../state.ts';
import type { OwnedFact } from './owned-fact.ts';

type RequestView = SessionDetail['requests'][number];

export function requestView(state: FoldState, { fact, part }: OwnedFact): RequestView {
  const usage = part.usage ?? noUsage();
  return {
    at: part.at,
    instance: part.instance === '' ? null : part.instance,
    model: part.model === '' ? null : part.model,
    inputTokens: usage.inputTokens,
    outputTokens: usage.outputTokens,
    cacheReadTokens: usage.cacheReadTokens,
    cacheCreationTokens: usage.cacheCreationTokens,
    costMicros: usage.unpricedRequests > 0 ? null : usage.costMicros,
    clientCostMicros: fact.fields.clientCostMicros ?? null,
    provenance: part.provenance ?? 'reported',
    task: part.task === '' ? null : part.task,
    taskId: state.tasks.get(part.task)?.taskId ?? null,
  };
}
