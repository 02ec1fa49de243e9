import type { Session, SessionFacets } from '@claude-monitor/protocol';
import { facet } from '../facet.ts';
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
