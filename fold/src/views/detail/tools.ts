import type { SessionDetail } from '@claude-monitor/protocol/api/history/session-detail';
import { safeSum } from '@claude-monitor/protocol/figures';
import { LIMITS } from '@claude-monitor/protocol/limits';
import type { OwnedFact } from './owned-fact.ts';

type Tool = SessionDetail['tools'][number];

/** Tool calls by name, the most called first. */
export function toolsOf(facts: readonly OwnedFact[], openIds: ReadonlySet<string>): Tool[] {
  const tools = new Map<string, Tool>();
  for (const { fact } of facts) {
    if (fact.kind !== 'tool') continue;
    const { toolName = '', outcome, durationMs } = fact.fields;
    const tool = tools.get(toolName) ?? noCalls(toolName);
    tools.set(toolName, tool);
    tool.calls++;
    if (outcome === 'failed') tool.failed++;
    else if (outcome === 'denied') tool.denied++;
    else if (outcome === undefined && openIds.has(fact.key.slice('tool '.length))) tool.open++;
    if (durationMs === undefined) continue;
    tool.totalMs = safeSum((tool.totalMs ?? 0) + durationMs);
    tool.maxMs = Math.max(tool.maxMs ?? 0, durationMs);
  }
  const sorted = [...tools.values()].sort(
    (a, b) => b.calls - a.calls || ((a.name ?? '') < (b.name ?? '') ? -1 : 1),
  );
  return sorted.slice(0, LIMITS.detailTools);
}

const noCalls = (name: string): Tool => ({
  name: name === '' ? null : name,
  calls: 0,
  failed: 0,
  denied: 0,
  open: 0,
  totalMs: null,
  maxMs: null,
});
