import type { STATE_LIMITS } from '../limits.ts';
import type { Session } from './view.ts';

export type SessionStateName = 'waiting' | 'active' | 'idle' | 'stalled' | 'lost' | 'ended';

export type SessionState = {
  name: SessionStateName;
  /** When the session came into this state, epoch ms. */
  since: number;
  because: StateReason;
};

/**
 * What a state rests on, and when that happened (epoch ms). `detail` is what a `waiting` session waits for, or
 * the name of a `stalled_tool`; null where nobody said.
 */
export type StateReason = { kind: StateReasonKind; at: number; detail: string | null };

export type StateReasonKind =
  'ended' | 'waiting' | 'silence' | 'stalled_tool' | 'running_tool' | 'turn_over' | 'last_event';

/** What `stateOf` needs to know of a session; a session row of the API has it too. */
export type StateInputs = Pick<Session, 'startedAt' | 'endedAt' | 'lastAt' | 'turn' | 'openTools'>;

export type StateLimits = Readonly<Record<keyof typeof STATE_LIMITS, number>>;

/**
 * The state of a session at `now`: the one place that knows the limits (rule FLD4). Ended wins, then
 * waiting, lost, stalled, active and idle. Who waits for a person is silent until one answers, so waiting
 * never turns into lost.
 */
export function stateOf(session: StateInputs, now: number, limits: StateLimits): SessionState {
  if (session.endedAt !== null)
    return state('ended', session.endedAt, { kind: 'ended', at: session.endedAt });
  if (session.turn?.state === 'waiting') {
    const { at, reason: detail } = session.turn;
    return state('waiting', at, { kind: 'waiting', at, detail });
  }
  const lostMs = session.openTools.length > 0 ? limits.lostWithOpenToolMs : limits.lostMs;
  if (now - session.lastAt > lostMs) {
    return state('lost', session.lastAt + lostMs, { kind: 'silence', at: session.lastAt });
  }
  const stalled = stalledTool(session, now, limits);
  if (stalled !== null) return stalled;
  if (session.openTools.length > 0) {
    return state('active', activeSince(session), { kind: 'running_tool', at: session.lastAt });
  }
  if (session.turn?.state === 'turn_over') {
    return state('idle', session.turn.at, { kind: 'turn_over', at: session.turn.at });
  }
  if (now - session.lastAt > limits.idleMs) {
    return state('idle', session.lastAt + limits.idleMs, { kind: 'silence', at: session.lastAt });
  }
  return state('active', activeSince(session), { kind: 'last_event', at: session.lastAt });
}

function stalledTool(session: StateInputs, now: number, limits: StateLimits): SessionState | null {
  for (const { startedAt: at, toolName: detail } of session.openTools) {
    if (now - at > limits.stalledMs) {
      return state('stalled', at + limits.stalledMs, { kind: 'stalled_tool', at, detail });
    }
  }
  return null;
}

const activeSince = (session: StateInputs): number => session.turn?.at ?? session.startedAt;

const state = (
  name: SessionStateName,
  since: number,
  because: Omit<StateReason, 'detail'> & { detail?: string | null },
): SessionState => ({ name, since, because: { detail: null, ...because } });
