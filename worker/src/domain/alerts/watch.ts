import {
  LIMITS,
  STATE_LIMITS,
  stateOf,
  TIME,
  type Card,
  type Rule,
  type RuleKind,
} from '@claude-monitor/protocol';
import type { Happening, Subject } from './incident.ts';

type Clock = { ruleOf: (kind: RuleKind) => Rule; now: number };

export const waitingKey = (card: string): string => `waiting ${card}`;
export const lostKey = (card: string): string => `lost ${card}`;

/**
 * When to look at a card again, if nothing else comes; Infinity: never. An open tool puts off when a card
 * is lost, and its end brings that forward, so no longer than the shorter limit is waited.
 */
export function lookAgainAt(
  card: Card,
  { ruleOf, now }: Clock,
  { since, isTold }: { since: number; isTold: (key: string) => boolean },
): number {
  const waitingAt = isTold(waitingKey(card.id)) ? null : waitingDue(card, ruleOf('waiting'));
  const lostAt = isTold(lostKey(card.id)) ? null : lostDue(card, ruleOf('lost'));
  const isToCome = (at: number): boolean => at > now && at >= since;
  const waiting = waitingAt !== null && isToCome(waitingAt) ? waitingAt : Infinity;
  const lost = lostAt !== null && isToCome(lostAt) ? lostAt : Infinity;
  return Math.min(waiting, lost === Infinity ? lost : Math.min(lost, now + STATE_LIMITS.lostMs));
}

/** What a card's state at this time is to be told of; what became so before `since` is not. */
export function ripeOf(card: Card, { ruleOf, now }: Clock, since: number): Happening[] {
  const isRipe = (at: number | null): boolean =>
    at !== null && at <= now && at >= since && now - at < LIMITS.backfillMs;
  if (isRipe(waitingDue(card, ruleOf('waiting')))) {
    return [
      { ...about(card), rule: 'waiting', key: waitingKey(card.id), at: card.turn?.at ?? now },
    ];
  }
  if (isRipe(lostDue(card, ruleOf('lost')))) {
    return [{ ...about(card), rule: 'lost', key: lostKey(card.id), at: card.lastAt }];
  }
  return [];
}

/** Waiting for a human, also after so long that it counts as lost. */
export const isWaiting = (card: Card): boolean =>
  card.endedAt === null && card.turn?.state === 'waiting';

export const isLost = (card: Card, now: number): boolean =>
  stateOf(card, now, STATE_LIMITS).name === 'lost';

export function subjectOf(card: Card, task: Subject['task'] = card.currentTask): Subject {
  const { id, sessionId, agentName, model, project, user, device } = card;
  const named = task === null ? null : taskOf(task);
  return { id, sessionId, agentName, model, project, user, device, task: named };
}

function waitingDue(card: Card, rule: Rule): number | null {
  if (!rule.isOn || !isWaiting(card) || card.turn === null) return null;
  return card.turn.at + (rule.minutes ?? 0) * TIME.minuteMs;
}

/**
 * An agent whose turn is over, with no task begun, has nothing to do: it is no loss. One that waits for
 * a human is silent because of that.
 */
function lostDue(card: Card, rule: Rule): number | null {
  const isAtRest = card.turn?.state === 'turn-over' && card.currentTask === null;
  if (!rule.isOn || card.endedAt !== null || isAtRest || isWaiting(card)) return null;
  // Lost is when nothing more ever comes; the limits stand in `stateOf` alone (rule FLD4).
  return stateOf(card, Number.MAX_SAFE_INTEGER, STATE_LIMITS).since + 1;
}

const about = (card: Card): Omit<Happening, 'rule' | 'key' | 'at'> => ({
  subject: subjectOf(card),
  isLate: false,
  error: null,
  reason: card.turn?.state === 'waiting' ? card.turn.reason : null,
});

/** Of a task's whole view only what is told. */
const taskOf = ({ id, taskId, description }: NonNullable<Subject['task']>): Subject['task'] => ({
  id,
  taskId,
  description,
});
