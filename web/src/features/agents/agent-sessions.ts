import type { AgentGraphAnswer } from '@claude-monitor/protocol/api/agent-graph';
import type { Session } from '@claude-monitor/protocol/live/view';

/** The sessions of some agents: what the history answered and what the live feed knows newer or alone. */
export function sessionsOfAgent(
  { agents, project }: { agents: readonly string[]; project: string | null },
  answered: readonly Session[],
  live: Iterable<Session>,
): Session[] {
  const newest = new Map(answered.map((session) => [session.id, session]));
  for (const session of live) {
    const before = newest.get(session.id);
    if (before === undefined || session.changedSeq >= before.changedSeq)
      newest.set(session.id, session);
  }
  return [...newest.values()]
    .filter((session) => agents.includes(session.agentName))
    .filter((session) => project === null || session.project === project)
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
