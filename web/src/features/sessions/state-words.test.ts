import { describe, expect, test } from 'vitest';
import { STATE_LIMITS, TIME } from '@claude-monitor/protocol/limits';
import { stateOf } from '@claude-monitor/protocol/live/state-of';
import type { Session } from '@claude-monitor/protocol/live/view';
import { session, NOON } from '../../lib/live/live.fixture.ts';
import { needOf } from '../../lib/format/need.ts';
import { stateWords } from './state-words.ts';

const LATER = NOON + 6 * TIME.minuteMs;

function wordsOf(fields: Partial<Session>, now = LATER) {
  const one = session('a', fields);
  const state = stateOf(one, now, STATE_LIMITS);
  return stateWords(state, needOf(one, state, { progressAt: 0, now }), now);
}

describe('the state in words', () => {
  test('of who waits: since when, and why', () => {
    const turn = { state: 'waiting', at: NOON, reason: 'Asks to use Bash' } as const;
    expect(wordsOf({ turn })).toMatchObject({
      headline: 'Waiting for 6 min',
      reason: 'Asks to use Bash',
      because: expect.stringMatching(/^Since [^:]+:\d\d:\d\d$/),
    });
    expect(wordsOf({ turn: { ...turn, reason: null } }).reason).toBe('Waiting for a person');
  });

  test('of who works: what it rests on', () => {
    expect(wordsOf({ lastAt: LATER })).toMatchObject({
      headline: 'Active for 6 min',
      reason: '',
      because: expect.stringContaining(': last event '),
    });
  });

  test('of who is quiet, lost and over', () => {
    expect(wordsOf({ lastAt: NOON })).toMatchObject({
      headline: 'Idle for 1 min',
      because: expect.stringMatching(/: no events since \d\d:\d\d:\d\d$/),
    });
    expect(wordsOf({ lastAt: NOON }, NOON + TIME.hourMs).headline).toBe('Lost for 30 min');
    expect(wordsOf({ endedAt: NOON }).headline).toBe('Ended 6 min ago');
  });

  test('of a tool call that hangs: which, said once', () => {
    const openTools = [{ toolUseId: 't', toolName: 'Bash', startedAt: NOON }];
    const words = wordsOf({ openTools, lastAt: NOON });
    expect(words.reason).toMatch(/^Bash has been running since /);
    expect(words.because).toMatch(/^Since [^:]+:\d\d:\d\d$/);
  });
});
