import {
  allTokens,
  STATE_LIMITS,
  stateOf,
  type Session,
  type SessionOutcome,
  type SessionSort,
  type sessionsQuerySchema,
  type SessionStateWord,
} from '@claude-monitor/protocol';
import type { z } from 'zod';

/** What of a session's view decides whether a list shows it, and where; pure. */

export type SessionsQuery = z.output<typeof sessionsQuerySchema>;

export function stateWordOf(session: Session, now: number): SessionStateWord {
  return stateOf(session, now, STATE_LIMITS).name;
}

/** null: no task was finished. */
export function outcomeOf({ tasks }: Session): SessionOutcome | null {
  if (tasks.failed > 0) return 'failed';
  return tasks.done > 0 ? 'success' : null;
}

export const durationOf = ({ startedAt, lastAt }: Session): number =>
  Math.max(0, lastAt - startedAt);

export function sortKeyOf(session: Session, sort: SessionSort): number {
  switch (sort) {
    case 'last_at':
      return session.lastAt;
    case 'started_at':
      return session.startedAt;
    case 'cost':
      return session.usage.costMicros;
    case 'duration':
      return durationOf(session);
    case 'errors':
      return session.errors;
    case 'tokens':
      return allTokens(session.usage);
  }
}

/** All but its text, and what columns decide. */
export function passes(session: Session, query: Partial<SessionsQuery>, now: number): boolean {
  const { model, state, outcome } = query;
  const own = outcomeOf(session);
  return (
    (model === undefined || (session.model !== null && model.includes(session.model))) &&
    (state === undefined || state.includes(stateWordOf(session, now))) &&
    (outcome === undefined || (own !== null && outcome.includes(own))) &&
    isBetween(session.usage.costMicros, query.minCost, query.maxCost) &&
    isBetween(session.errors, query.minErrors, undefined) &&
    isBetween(durationOf(session), query.minDuration, query.maxDuration)
  );
}

export function textOf(session: Session): string {
  const { id, sessionId, agentName, project, user, model, currentTask, lastFailedTask } = session;
  const own = [id, sessionId, agentName, project, user, model, session.run?.sessionId];
  const tasks = [currentTask?.description, currentTask?.taskId, lastFailedTask?.description];
  return foldCase([...own, ...tasks].filter((text) => typeof text === 'string').join('\n'));
}

export const foldCase = (text: string): string => text.toLowerCase();

const isBetween = (value: number, least: number | undefined, most: number | undefined): boolean =>
  value >= (least ?? 0) && value <= (most ?? Number.MAX_SAFE_INTEGER);
