import { LIMITS, type Session, type SessionFacets } from '@claude-monitor/protocol';
import { outcomeOf, stateWordOf } from './session-filters.ts';

/** Counts of sessions by each of their values; `isWhole`: no more sessions match. */
export function facetsOf(
  sessions: readonly Session[],
  { isWhole, now }: { isWhole: boolean; now: number },
): SessionFacets {
  return {
    sessions: sessions.length,
    isWhole,
    agent: facet(sessions, (session) => session.agentName),
    project: facet(sessions, (session) => session.project),
    user: facet(sessions, (session) => session.user),
    model: facet(sessions, (session) => session.model),
    state: facet(sessions, (session) => stateWordOf(session, now)),
    outcome: facet(sessions, outcomeOf),
  };
}

function facet<Key extends string>(
  sessions: readonly Session[],
  keyOf: (session: Session) => Key | null,
): { items: { key: Key | null; count: number }[]; more: number } {
  const counts = new Map<Key | null, number>();
  for (const session of sessions) {
    const key = keyOf(session);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const all = [...counts]
    .map(([key, count]) => ({ key, count }))
    .sort((a, b) => b.count - a.count || ((a.key ?? '') < (b.key ?? '') ? -1 : 1));
  const items = all.slice(0, LIMITS.facetValues);
  const more = all.slice(LIMITS.facetValues).reduce((sum, { count }) => sum + count, 0);
  return { items, more };
}
