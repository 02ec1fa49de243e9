import { describe, expect, test } from 'vitest';
import { session } from '../../lib/live/live.fixture.ts';
import { PageKeys, PLACES } from './keys.ts';
import { resultsFor } from './results.ts';

const pressed = (key: string, change: object = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  defaultPrevented: false,
  isWriting: false,
  at: 0,
  ...change,
});

describe('keys of every page', () => {
  test('g and a letter lead to a page, the letter alone does not, nor after long', () => {
    const keys = new PageKeys();
    expect(keys.read(pressed('s'))).toBeNull();
    expect(keys.read(pressed('g'))).toBeNull();
    expect(keys.read(pressed('s', { at: 1_500 }))).toEqual({ kind: 'go', path: '/sessions' });
    expect(keys.read(pressed('s', { at: 1_600 }))).toBeNull();
    keys.read(pressed('g', { at: 2_000 }));
    expect(keys.read(pressed('s', { at: 3_501 }))).toBeNull();
    keys.read(pressed('g', { at: 4_000 }));
    expect(keys.read(pressed('x', { at: 4_001 }))).toBeNull();
  });

  test('the palette opens also while somebody writes, all else does not', () => {
    const keys = new PageKeys();
    expect(keys.read(pressed('K', { metaKey: true, isWriting: true }))).toEqual({
      kind: 'palette',
    });
    expect(keys.read(pressed('k', { ctrlKey: true }))).toEqual({ kind: 'palette' });
    expect(keys.read(pressed('?'))).toEqual({ kind: 'help' });
    expect(keys.read(pressed('?', { isWriting: true }))).toBeNull();
    expect(keys.read(pressed('?', { defaultPrevented: true }))).toBeNull();
  });
});

describe('what the palette finds', () => {
  const sessions = [
    session('a', { agentName: 'release-bot', lastAt: 5 }),
    session('b', { agentName: 'release-bot', lastAt: 9 }),
    session('c', { agentName: 'Writer' }),
  ];

  test('is pages at first, then what holds the text, the newest first, and a search of all', () => {
    expect(resultsFor('', sessions).map(({ path }) => path)).toContain('/trends');
    expect(resultsFor('', sessions)).toHaveLength(PLACES.length + 1);
    expect(resultsFor(' RELEASE ', sessions).map(({ path }) => path)).toEqual([
      '/sessions/b',
      '/sessions/a',
      '/sessions?range=90d&q=RELEASE',
    ]);
    expect(resultsFor('trend', []).map(({ path }) => path)).toEqual([
      '/trends',
      '/sessions?range=90d&q=trend',
    ]);
  });
});
