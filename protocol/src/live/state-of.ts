import type { STATE_LIMITS } from '../limits.ts';
import type { Card } from './view.ts';

export type CardStateName = 'waiting' | 'active' | 'idle' | 'stalled' | 'lost' | 'ended';

export type CardState = {
  name: CardStateName;
  /** When the card came into this state, epoch ms. */
  since: number;
  /** The event time the state rests on, and what happened then, in words. */
  because: { at: number; what: string };
};

/** What `stateOf` needs to know of a card; a session row of the API has it too. */
export type StateInputs = Pick<Card, 'startedAt' | 'endedAt' | 'lastAt' | 'turn' | 'openTools'>;

export type StateLimits = Readonly<Record<keyof typeof STATE_LIMITS, number>>;

/**
 * The state of a card at `now`: the one place that knows the limits (rule FLD4). Ended wins, then
 * waiting, lost, stalled, active and idle. Who waits for a human is silent until one answers, so waiting
 * never turns into lost.
 */
export function stateOf(card: StateInputs, now: number, limits: StateLimits): CardState {
  if (card.endedAt !== null) return state('ended', card.endedAt, card.endedAt, 'the session ended');
  if (card.turn?.state === 'waiting') {
    return state('waiting', card.turn.at, card.turn.at, card.turn.reason ?? 'waits for a human');
  }
  const lostMs = card.openTools.length > 0 ? limits.lostWithOpenToolMs : limits.lostMs;
  if (now - card.lastAt > lostMs) {
    return state('lost', card.lastAt + lostMs, card.lastAt, 'nothing was heard since');
  }
  const stalled = stalledTool(card, now, limits);
  if (stalled !== null) return stalled;
  if (card.openTools.length > 0) {
    return state('active', activeSince(card), card.lastAt, 'a tool call is open');
  }
  if (card.turn?.state === 'turn-over') {
    return state('idle', card.turn.at, card.turn.at, 'its turn is over');
  }
  if (now - card.lastAt > limits.idleMs) {
    return state('idle', card.lastAt + limits.idleMs, card.lastAt, 'nothing was heard since');
  }
  return state('active', activeSince(card), card.lastAt, 'its last event');
}

function stalledTool(card: StateInputs, now: number, limits: StateLimits): CardState | null {
  for (const tool of card.openTools) {
    if (now - tool.startedAt > limits.stalledMs) {
      const what = `${tool.toolName ?? 'a tool call'} is open since`;
      return state('stalled', tool.startedAt + limits.stalledMs, tool.startedAt, what);
    }
  }
  return null;
}

const activeSince = (card: StateInputs): number => card.turn?.at ?? card.startedAt;

const state = (name: CardStateName, since: number, at: number, what: string): CardState => ({
  name,
  since,
  because: { at, what },
});
