import { USAGE_SUM_FIELDS } from '@claude-monitor/protocol/figures';
import type { Activity, Contribution, Edge } from '../facts/fact.ts';

export function isSameContribution(a: Contribution | null, b: Contribution | null): boolean {
  if (a === null || b === null) return a === b;
  return (
    a.at === b.at &&
    a.owner === b.owner &&
    a.task === b.task &&
    a.agentId === b.agentId &&
    a.fingerprint === b.fingerprint &&
    a.model === b.model &&
    a.labels === b.labels &&
    a.provenance === b.provenance &&
    a.clientCostMicros === b.clientCostMicros &&
    isSameUsage(a, b) &&
    isSameActivity(a.activity, b.activity) &&
    isSameEdge(a.edge, b.edge)
  );
}

const isSameUsage = (a: Contribution, b: Contribution): boolean =>
  a.usage === b.usage || USAGE_SUM_FIELDS.every((field) => a.usage?.[field] === b.usage?.[field]);

const isSameActivity = (a: Activity, b: Activity): boolean =>
  a.tasksStarted === b.tasksStarted &&
  a.tasksDone === b.tasksDone &&
  a.tasksFailed === b.tasksFailed &&
  a.errors === b.errors &&
  a.highErrors === b.highErrors &&
  a.toolCalls === b.toolCalls;

const isSameEdge = (a: Edge | null, b: Edge | null): boolean =>
  a?.kind === b?.kind &&
  a?.fromAgent === b?.fromAgent &&
  a?.length === b?.length &&
  a?.toSession === b?.toSession &&
  a?.toSessionId === b?.toSessionId &&
  a?.toAgent === b?.toAgent;
