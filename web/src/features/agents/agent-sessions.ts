import type { AgentGraphAnswer } from '@claude-monitor/protocol/api/agent-graph';
import type { Card } from '@claude-monitor/protocol/live/view';

/** The sessions of some agents: what the history answered and what the live feed knows newer or alone. */
export function sessionsOfAgent(
  { agents, project }: { agents: readonly string[]; project: string | null },
  answered: readonly Card[],
  live: Iterable<Card>,
): Card[] {
  const newest = new Map(answered.map((card) => [card.id, card]));
  for (const card of live) {
    const before = newest.get(card.id);
    if (before === undefined || card.changedSeq >= before.changedSeq) newest.set(card.id, card);
  }
  return [...newest.values()]
    .filter((card) => agents.includes(card.agentName))
    .filter((card) => project === null || card.project === project)
    .sort((a, b) => b.lastAt - a.lastAt || (a.id < b.id ? -1 : 1));
}

/** Subagents and workflows have no session of their own: they worked in those of the agents that started them. */
export function agentsBehind(
  { nodes, edges }: Pick<AgentGraphAnswer, 'nodes' | 'edges'>,
  id: string,
): string[] {
  const kinds = new Map(nodes.map((node) => [node.id, node.kind]));
  const seen = new Set([id]);
  // Walked in order of entry, what is added meanwhile included: circles end.
  for (const one of seen) {
    if ((kinds.get(one) ?? 'agent') === 'agent') continue;
    for (const { from, to, kind } of edges) if (to === one && kind === 'spawn') seen.add(from);
  }
  return [...seen].filter((one) => (kinds.get(one) ?? 'agent') === 'agent');
}
