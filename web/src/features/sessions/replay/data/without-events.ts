import type { ReplayItem } from '@claude-monitor/fold/replay/replay-items';
import type { SessionDetail } from '@claude-monitor/protocol/api/index';

/** What is known of single requests where there are no raw events: the newest ones, while the hub has them. */
export function itemsOfDetail(detail: SessionDetail | null): ReplayItem[] {
  const requests = (detail?.requests ?? []).map((request, index): ReplayItem => ({
    id: `request ${String(index)}`,
    kind: 'request',
    at: request.at,
    endAt: request.at,
    agentId: request.agentId,
    name: request.model,
    outcome: null,
    reason: null,
    inputTokens: request.inputTokens,
    outputTokens: request.outputTokens,
    cacheReadTokens: request.cacheReadTokens,
    cacheCreationTokens: request.cacheCreationTokens,
    costMicros: request.costMicros,
    isSuperseded: request.provenance === 'superseded',
    task: request.task,
  }));
  return requests.reverse();
}
