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
