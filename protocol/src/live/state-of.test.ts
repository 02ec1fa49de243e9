import { describe, expect, it } from 'vitest';
import { STATE_LIMITS, TIME } from '../limits.ts';
import { stateOf, type SessionStateName, type StateInputs } from './state-of.ts';

const NOW = Date.UTC(2026, 2, 2, 12);
const MINUTE = TIME.minuteMs;
const HOUR = TIME.hourMs;

const tool = (ageMs: number, toolName: string | null = 'Bash') => ({
  toolUseId: `${String(toolName)} ${String(ageMs)}`,
  toolName,
  startedAt: NOW - ageMs,
});
const turn = (state: 'waiting' | 'working' | 'turn_over', ageMs: number, reason = '') => ({
  state,
  at: NOW - ageMs,
  reason: reason === '' ? null : reason,
});
const session = (quietMs: number, more: Partial<StateInputs> = {}): StateInputs => ({
  startedAt: NOW - 6 * HOUR,
  endedAt: null,
  lastAt: NOW - quietMs,
  turn: null,
  openTools: [],
  ...more,
});

const TABLE: [string, SessionStateName, number, StateInputs][] = [
  ['just heard of', 'active', 6 * HOUR, session(0)],
  ['quiet for 5 minutes', 'active', 6 * HOUR, session(5 * MINUTE)],
  ['quiet for longer', 'idle', 1, session(5 * MINUTE + 1)],
  ['quiet for 30 minutes', 'idle', 25 * MINUTE, session(30 * MINUTE)],
  ['quiet for longer than that', 'lost', 1, session(30 * MINUTE + 1)],
  ['its turn over', 'idle', 2 * MINUTE, session(0, { turn: turn('turn_over', 2 * MINUTE) })],
  ['working since its prompt', 'active', MINUTE, session(0, { turn: turn('working', MINUTE) })],
  ['waiting', 'waiting', MINUTE, session(0, { turn: turn('waiting', MINUTE) })],
  [
    'waiting for hours',
    'waiting',
    5 * HOUR,
    session(5 * HOUR, { turn: turn('waiting', 5 * HOUR) }),
  ],
  [
    'waiting for hours with a tool open',
    'waiting',
    5 * HOUR,
    session(5 * HOUR, { turn: turn('waiting', 5 * HOUR), openTools: [tool(5 * HOUR)] }),
  ],
  ['a tool open', 'active', 6 * HOUR, session(5 * MINUTE, { openTools: [tool(5 * MINUTE)] })],
  ['a tool open for longer', 'stalled', 1, session(0, { openTools: [tool(5 * MINUTE + 1)] })],
  [
    'a tool open, its turn over',
    'active',
    9,
    session(0, { turn: turn('turn_over', 9), openTools: [tool(1)] }),
  ],
  [
    'a tool open for 4 hours',
    'stalled',
    4 * HOUR - 5 * MINUTE,
    session(4 * HOUR, { openTools: [tool(4 * HOUR)] }),
  ],
  [
    'a tool open, nothing for longer',
    'lost',
    1,
    session(4 * HOUR + 1, { openTools: [tool(5 * HOUR)] }),
  ],
  [
    'waiting with a tool open',
    'waiting',
    1,
    session(0, { turn: turn('waiting', 1), openTools: [tool(HOUR)] }),
  ],
  ['ended', 'ended', 9, session(9 * HOUR, { endedAt: NOW - 9, turn: turn('waiting', 1) })],
  ['a tool without a name', 'stalled', 1, session(0, { openTools: [tool(5 * MINUTE + 1, null)] })],
];

describe('stateOf', () => {
  it.each(TABLE)('[FLD4] %s: %s', (_, name, sinceMs, inputs) => {
    const state = stateOf(inputs, NOW, STATE_LIMITS);
    expect(state).toMatchObject({ name, since: NOW - sinceMs });
    expect(state.because.at).toBeLessThanOrEqual(NOW);
  });

  it('says what a session waits for', () => {
    const inputs = session(0, { turn: turn('waiting', 5, 'permission for Bash') });
    expect(stateOf(inputs, NOW, STATE_LIMITS).because.detail).toBe('permission for Bash');
  });
});
