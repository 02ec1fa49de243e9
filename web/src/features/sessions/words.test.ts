import { describe, expect, test } from 'vitest';
import { STATE_LIMITS, TIME } from '@claude-monitor/protocol/limits';
import { stateOf } from '@claude-monitor/protocol/state-of';
import type { Card } from '@claude-monitor/protocol/view';
import { card, NOON, task } from '../../lib/live/fixtures.ts';
import { needOf } from '../../lib/format/need.ts';
import { stateWords } from './state-words.ts';
import { cameFromLive } from './came-from-live.ts';
import { newerCard, newerTasks } from './newer.ts';
import { inOrderOfWork } from './tables/task-order.ts';
import { byTime, failureWords, toolWords } from './tables/tool-rows.ts';

const LATER = NOON + 6 * TIME.minuteMs;

function said(fields: Partial<Card>, now = LATER) {
  const one = card('a', fields);
  const state = stateOf(one, now, STATE_LIMITS);
  return stateWords(state, needOf(one, state, { progressAt: 0, now }), now);
}

describe('the state in words', () => {
  test('of who waits: since when, and why', () => {
    const turn = { state: 'waiting', at: NOON, reason: 'Asks to use Bash' } as const;
    expect(said({ turn })).toMatchObject({
      headline: 'Waiting for 6 min',
      reason: 'Asks to use Bash',
      because: expect.stringMatching(/^since [^:]+:\d\d:\d\d$/),
    });
    expect(said({ turn: { ...turn, reason: null } }).reason).toBe('Waits for a human');
  });

  test('of who works: what it rests on', () => {
    expect(said({ lastAt: LATER })).toMatchObject({
      headline: 'Active for 6 min',
      reason: '',
      because: expect.stringContaining(': its last event, '),
    });
  });

  test('of who is quiet, lost and over', () => {
    expect(said({ lastAt: NOON })).toMatchObject({
      headline: 'Idle for 1 min',
      because: expect.stringMatching(/: nothing was heard since \d\d:\d\d:\d\d$/),
    });
    expect(said({ lastAt: NOON }, NOON + TIME.hourMs).headline).toBe('Lost for 30 min');
    expect(said({ endedAt: NOON }).headline).toBe('Ended 6 min ago');
  });

  test('of a tool call that hangs: which, said once', () => {
    const openTools = [{ toolUseId: 't', toolName: 'Bash', startedAt: NOON }];
    const words = said({ openTools, lastAt: NOON });
    expect(words.reason).toMatch(/^Bash is open since /);
    expect(words.because).toMatch(/^since [^:]+:\d\d:\d\d$/);
  });
});

describe('tools', () => {
  const tool = (name: string | null, totalMs: number | null, calls = 1) => ({
    name,
    calls,
    failed: 0,
    denied: 0,
    open: 0,
    totalMs,
    maxMs: totalMs,
  });

  test('stand by the time they took, those without a time last', () => {
    const tools = [tool('b', null, 9), tool('a', 5), tool(null, null), tool('c', 7)];
    expect(byTime(tools).map(({ name }) => name)).toEqual(['c', 'a', 'b', null]);
  });

  test.each([
    ['Bash', 'Bash', null],
    ['mcp__claude-monitor__log_task_start', 'log_task_start', 'claude-monitor'],
    ['mcp__files__read__all', 'read__all', 'files'],
    ['mcp__files', 'mcp__files', null],
  ])('%s is %s of %s', (toolName, name, server) => {
    expect(toolWords(toolName)).toEqual({ name, server });
  });

  test('say what went wrong', () => {
    expect(failureWords({ ...tool('a', 1), failed: 2, denied: 1 })).toBe('2 failed, 1 denied');
    expect(failureWords(tool('a', 1))).toBeNull();
  });
});

test('tasks stand by what is done now, what was done last, what is planned', () => {
  const tasks = [
    task('planned', { status: 'planned', startedAt: null }),
    task('old', { status: 'success', endedAt: NOON }),
    task('new', { status: 'failed', endedAt: LATER }),
    task('open'),
  ];
  expect(inOrderOfWork(tasks).map(({ id }) => id)).toEqual(['open', 'new', 'old', 'planned']);
});

describe('of the live feed and the history', () => {
  test('the newer card is shown, and the only one', () => {
    const [one, two] = [card('a', { changedSeq: 1 }), card('a', { changedSeq: 2 })];
    expect(newerCard(one, two)).toBe(two);
    expect(newerCard(two, one)).toBe(two);
    expect(newerCard(undefined, one)).toBe(one);
    expect(newerCard(one, undefined)).toBe(one);
    expect(newerCard(undefined, undefined)).toBeNull();
  });

  test('the newer of each task is shown, and none of other sessions', () => {
    const live = new Map(
      [
        task('x', { cardId: 'a', changedSeq: 5 }),
        task('y', { cardId: 'b', changedSeq: 5 }),
        task('z', { cardId: 'a', changedSeq: 1 }),
      ].map((one) => [one.id, one]),
    );
    const stored = [task('z', { cardId: 'a', changedSeq: 3 })];
    expect(newerTasks('a', live, stored).map(({ id, changedSeq }) => [id, changedSeq])).toEqual([
      ['z', 3],
      ['x', 5],
    ]);
  });
});

test.each([
  ['link', '/', undefined, true],
  ['popstate', '/', 1, true],
  ['popstate', '/', -1, false],
  ['link', '/sessions/[id]', undefined, false],
  ['enter', null, undefined, false],
])('by %s from %s (%s steps) the live page lies behind: %s', (type, id, delta, behind) => {
  expect(cameFromLive({ type, from: id === null ? null : { route: { id } }, delta })).toBe(behind);
});
