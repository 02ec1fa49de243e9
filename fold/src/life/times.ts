import { LIMITS, STATE_LIMITS } from '@claude-monitor/protocol/limits';
import type { StateInputs } from '@claude-monitor/protocol/live/state-of';
import {
  noStateTimes,
  statesBetween,
  stateTimeField,
  type StateTimes,
} from '@claude-monitor/protocol/live/state-times';
import { isTurn, type LifeMinute } from './minute.ts';

/** What is known of a session at a moment of its life. */
type Known = {
  /** Who has the turn, and since when. */
  turn: Pick<LifeMinute, 'kind' | 'kindAt'>;
  /** When it was heard last. */
  lastAt: number;
  isLong: boolean;
};

/** What a session did from `at` on, within the window that was asked for. */
export type Stretch = { at: number; times: StateTimes };

/**
 * How long a session was in each state within a window, by its signs of life in order of time, some of them
 * before it and one after it. Only what lies between two signs is counted: what nobody knows yet is in no sum.
 * Of a silence no more counts than `LIMITS.silenceCountedMs`.
 */
export function stretchesIn(
  minutes: Iterable<LifeMinute>,
  window: { from: number; to: number },
): Stretch[] {
  const stretches: Stretch[] = [];
  const count = (known: Known, a: number, b: number): void => {
    const span = {
      from: Math.max(a, window.from),
      to: Math.min(b, window.to, known.lastAt + LIMITS.silenceCountedMs),
    };
    if (span.from < span.to) stretches.push({ at: a, times: timesOf(known, span) });
  };
  let known: Known | null = null;
  let until = 0;
  for (const minute of minutes) {
    if (known !== null) count(known, until, minute.firstAt);
    // Between signs of one minute it was at work, unless they say nothing of that.
    if (isTurn(minute.kind)) count(workingAt(minute.firstAt), minute.firstAt, minute.lastAt);
    else if (known !== null) {
      count({ ...known, lastAt: minute.firstAt }, minute.firstAt, minute.lastAt);
    }
    known = after(known, minute);
    until = minute.lastAt;
  }
  return stretches;
}

export function addTimes(sums: StateTimes, times: StateTimes): void {
  sums.activeMs += times.activeMs;
  sums.waitingMs += times.waitingMs;
  sums.idleMs += times.idleMs;
  sums.stalledMs += times.stalledMs;
  sums.lostMs += times.lostMs;
}

export const hasTimes = (times: StateTimes): boolean =>
  Object.values(times).some((time) => time !== 0);

const workingAt = (at: number): Known => ({
  turn: { kind: 'work', kindAt: at },
  lastAt: at,
  isLong: false,
});

function after(before: Known | null, { kind, kindAt, lastAt, isLong }: LifeMinute): Known {
  const known = before ?? { turn: { kind: 'alive', kindAt }, lastAt, isLong };
  if (kind === 'none') return { ...known, isLong };
  // Telemetry and ends of calls come after an end too; who begins or waits goes on.
  const isOver = known.turn.kind === 'end' && kind !== 'begin' && kind !== 'waiting';
  const turn = isTurn(kind) && !isOver ? { kind, kindAt } : known.turn;
  return { turn, lastAt, isLong };
}

function timesOf(known: Known, window: { from: number; to: number }): StateTimes {
  const times = noStateTimes();
  for (const { name, from, to } of statesBetween(inputsOf(known), window, STATE_LIMITS)) {
    const field = stateTimeField(name);
    if (field !== null) times[field] += to - from;
  }
  return times;
}

/** As the state of a session is asked for everywhere (rule FLD4). */
function inputsOf({ turn: { kind, kindAt }, lastAt, isLong }: Known): StateInputs {
  const openSince = [...(isLong ? [LONG_AGO] : []), ...(kind === 'call' ? [kindAt] : [])];
  return {
    startedAt: 0,
    endedAt: kind === 'end' ? kindAt : null,
    lastAt,
    turn: turnOf(kind, kindAt),
    openTools: openSince.map((startedAt) => ({ toolUseId: '', toolName: null, startedAt })),
  };
}

const LONG_AGO = 0;

function turnOf(kind: LifeMinute['kind'], at: number): StateInputs['turn'] {
  switch (kind) {
    case 'waiting':
      return { state: 'waiting', at, reason: null };
    case 'turn over':
      return { state: 'turn_over', at, reason: null };
    case 'begin':
    case 'work':
    case 'call':
      return { state: 'working', at, reason: null };
    case 'none':
    case 'alive':
    case 'end':
      return null;
  }
}
