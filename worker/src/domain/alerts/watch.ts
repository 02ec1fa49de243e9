import {
  LIMITS,
  STATE_LIMITS,
  stateOf,
  TIME,
  type Session,
  type Rule,
  type RuleKind,
} from '@claude-monitor/protocol';
import type { AlertEvent, Subject } from './sent-alert.ts';

type Clock = { ruleOf: (kind: RuleKind) => Rule; now: number };

export const waitingKey = (session: string): string => `waiting ${session}`;
export const lostKey = (session: string): string => `lost ${session}`;

/**
 * When to look at a session again, if nothing else comes; Infinity: never. An open tool puts off when a session
 * is lost, and its end brings that forward, so no longer than the shorter limit is waited.
 */
export function nextCheckAt(
  session: Session,
  { ruleOf, now }: Clock,
  { since, isReported }: { since: number; isReported: (key: string) => boolean },
): number {
  const waitingAt = isReported(waitingKey(session.id))
    ? null
    : waitingDue(session, ruleOf('waiting'));
  const lostAt = isReported(lostKey(session.id)) ? null : lostDue(session, ruleOf('lost'));
  const isAhead = (at: number): boolean => at > now && at >= since;
  const waiting = waitingAt !== null && isAhead(waitingAt) ? waitingAt : Infinity;
  const lost = lostAt !== null && isAhead(lostAt) ? lostAt : Infinity;
  return Math.min(waiting, lost === Infinity ? lost : Math.min(lost, now + STATE_LIMITS.lostMs));
}

/** The alerts that a session's state asks for at this time; what became so before `since` asks for none. */
export function dueAlerts(session: Session, { ruleOf, now }: Clock, since: number): AlertEvent[] {
  const isDue = (at: number | null): boolean =>
    at !== null && at <= now && at >= since && now - at < LIMITS.backfillMs;
  if (isDue(waitingDue(session, ruleOf('waiting')))) {
    return [
      {
        ...about(session),
        rule: 'waiting',
        key: waitingKey(session.id),
        at: session.turn?.at ?? now,
      },
    ];
  }
  if (isDue(lostDue(session, ruleOf('lost')))) {
    return [{ ...about(session), rule: 'lost', key: lostKey(session.id), at: session.lastAt }];
  }
  return [];
}

/** Waiting for a person, also after so long that it counts as lost. */
export const isWaiting = (session: Session): boolean =>
  session.endedAt === null && session.turn?.state === 'waiting';

export const isLost = (session: Session, now: number): boolean =>
  stateOf(session, now, STATE_LIMITS).name === 'lost';

export function subjectOf(session: Session, task: Subject['task'] = session.currentTask): Subject {
  const { id, sessionId, agentName, model, project, user, device } = session;
  const named = task === null ? null : taskOf(task);
  return { id, sessionId, agentName, model, project, user, device, task: named };
}

function waitingDue(session: Session, rule: Rule): number | null {
  if (!rule.isOn || !isWaiting(session) || session.turn === null) return null;
  return session.turn.at + (rule.minutes ?? 0) * TIME.minuteMs;
}

/**
 * An agent whose turn is over, with no task begun, has nothing to do: it is no loss. One that waits for
 * a human is silent because of that.
 */
function lostDue(session: Session, rule: Rule): number | null {
  const isAtRest = session.turn?.state === 'turn_over' && session.currentTask === null;
  if (!rule.isOn || session.endedAt !== null || isAtRest || isWaiting(session)) return null;
  // Lost is when nothing more ever comes; the limits stand in `stateOf` alone (rule FLD4).
  return stateOf(session, Number.MAX_SAFE_INTEGER, STATE_LIMITS).since + 1;
}

const about = (session: Session): Omit<AlertEvent, 'rule' | 'key' | 'at'> => ({
  subject: subjectOf(session),
  isLate: false,
  error: null,
  reason: session.turn?.state === 'waiting' ? session.turn.reason : null,
});

/** Of a task's whole view only what is sent. */
const taskOf = ({ id, taskId, description }: NonNullable<Subject['task']>): Subject['task'] => ({
  id,
  taskId,
  description,
});
