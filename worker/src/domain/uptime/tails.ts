import {
  LIMITS,
  noStateTimes,
  STATE_LIMITS,
  statesBetween,
  stateTimeField,
  type OpenSilence,
  type Session,
  type StateTimes,
} from '@claude-monitor/protocol';
import type { Stretch } from '../calendar.ts';

/** What happened in a point of a series, by its place. */
export type Placed = { place: number; agentName: string; times: StateTimes };

/**
 * The time since a session was heard last, which no sum holds until it is heard again: up to now, of a silence a day at
 * most, as far as it lies in these points.
 */
export function tailOf(session: Session, points: readonly Stretch[], now: number): Placed[] {
  if (session.endedAt !== null) return [];
  const tail = {
    from: session.lastAt,
    to: Math.min(now, session.lastAt + LIMITS.silenceCountedMs),
  };
  return points.flatMap(({ at, until }, place): Placed[] => {
    const window = { from: Math.max(at, tail.from), to: Math.min(until, tail.to) };
    if (window.from >= window.to) return [];
    const times = noStateTimes();
    for (const { name, from, to } of statesBetween(session, window, STATE_LIMITS)) {
      const field = stateTimeField(name);
      if (field !== null) times[field] += to - from;
    }
    return [{ place, agentName: session.agentName, times }];
  });
}

/** A session that waits or is lost now, where that began before the window ended. */
export function openSilence(
  session: Session,
  { to, now }: { to: number; now: number },
): OpenSilence | null {
  const current = statesBetween(session, { from: session.lastAt, to: now }, STATE_LIMITS).at(-1);
  if (current === undefined || (current.name !== 'waiting' && current.name !== 'lost')) return null;
  if (current.from >= to) return null;
  return {
    session: session.id,
    sessionId: session.sessionId,
    agentName: session.agentName,
    project: session.project,
    state: current.name,
    since: current.name === 'waiting' ? (session.turn?.at ?? current.from) : current.from,
  };
}
