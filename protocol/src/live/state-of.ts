import type { STATE_LIMITS } from '../limits.ts';
import type { Session } from './view.ts';

export type SessionStateName = 'waiting' | 'active' | 'idle' | 'stalled' | 'lost' | 'ended';

export type SessionState = {
  name: SessionStateName;
  /** When the session came into this state, epoch ms. */
  since: number;
  /** The event time the state rests on, and what happened then, in words. */
  because: { at: number; what: string };
};

/** What `stateOf` needs to know of a session; a session row of the API has it too. */
export type StateInputs = Pick<Session, 'startedAt' | 'endedAt' | 'lastAt' | 'turn' | 'openTools'>;

export type StateLimits = Readonly<Record<keyof typeof STATE_LIMITS, number>>;

/**
 * The state of a session at `now`: the one place that knows the limits (rule FLD4). Ended wins, then
 * waiting, lost, stalled, active and idle. Who waits for a human is silent until one answers, so waiting
 * never turns into lost.
 */
export function stateOf(session: StateInputs, now: number, limits: StateLimits): SessionState {
  if (session.endedAt !== null)
    return state('ended', session.endedAt, session.endedAt, 'the session ended');
  if (session.turn?.state === 'waiting') {
    return state(
      'waiting',
      session.turn.at,
      session.turn.at,
      session.turn.reason ?? 'waits for a human',
    );
  }
  const lostMs = session.openTools.length > 0 ? limits.lostWithOpenToolMs : limits.lostMs;
  if (now - session.lastAt > lostMs) {
    return state('lost', session.lastAt + lostMs, session.lastAt, 'nothing was heard since');
  }
  const stalled = stalledTool(session, now, limits);
  if (stalled !== null) return stalled;
  if (session.openTools.length > 0) {
    return state('active', activeSince(session), session.lastAt, 'a tool call is open');
  }
  if (session.turn?.state === 'turn_over') {
    return state('idle', session.turn.at, session.turn.at, 'its turn is over');
  }
  if (now - session.lastAt > limits.idleMs) {
    return state('idle', session.lastAt + limits.idleMs, session.lastAt, 'nothing was heard since');
  }
  return state('active', activeSince(session), session.lastAt, 'its last event');
}

function stalledTool(session: StateInputs, now: number, limits: StateLimits): SessionState | null {
  for (const tool of session.openTools) {
    if (now - tool.startedAt > limits.stalledMs) {
      const what = `${tool.toolName ?? 'a tool call'} is open since`;
      return state('stalled', tool.startedAt + limits.stalledMs, tool.startedAt, what);
    }
  }
  return null;
}

const activeSince = (session: StateInputs): number => session.turn?.at ?? session.startedAt;

const state = (name: SessionStateName, since: number, at: number, what: string): SessionState => ({
  name,
  since,
  because: { at, what },
});
