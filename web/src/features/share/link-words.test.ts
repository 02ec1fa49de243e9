import type { Link } from '@claude-monitor/protocol/api/share';
import { describe, expect, test } from 'vitest';
import { NOON } from '../../lib/live/live.fixture.ts';
import {
  expiryWords,
  openedWords,
  scopeOf,
  scopeWords,
  showsWords,
  whatStopsOfLink,
} from './link-words.ts';

describe('a link', () => {
  test.each([
    [{ kind: 'workspace' }, 'the whole workspace'],
    [{ kind: 'project', project: 'dex' }, 'project dex'],
    [{ kind: 'session', session: 's1' }, 'session s1'],
  ] as const)('of %j is of %s', (scope, words) => {
    expect(scopeWords(scope)).toBe(words);
  });

  test.each<[boolean, Link['shows'], string]>([
    [true, [], 'no names'],
    [true, ['agents', 'people'], 'names of agents, users and devices'],
    [false, [], 'all names and texts'],
  ])('redacted %s with %j shows %s', (isRedacted, shows, words) => {
    expect(showsWords({ isRedacted, shows })).toBe(words);
  });

  test.each([
    [null, 'never'],
    [NOON - 60_000, 'just now'],
    [NOON - 10 * 60_000, '10 min ago'],
    [NOON - 3 * 3_600_000, '3 h ago'],
  ])('last opened at %j was so %s', (lastOpenedAt, words) => {
    expect(openedWords({ lastOpenedAt }, NOON)).toBe(words);
  });

  test('has ended at its time', () => {
    expect(expiryWords({ expiresAt: NOON }, NOON)).toBe('expired');
    expect(expiryWords({ expiresAt: NOON + 3_600_000 }, NOON)).toBe('in 1 h');
  });

  test.each([
    [0, /^Nobody is viewing/],
    [1, /^1 open page closes immediately/],
    [3, /^3 open pages close immediately/],
  ])('with %i viewers closes so many', (viewers, words) => {
    expect(whatStopsOfLink({ viewers }).join(' ')).toMatch(words);
  });
});

describe('what a link is to be of', () => {
  const input = { project: ' dex ', session: '' };

  test('is the workspace, or what is named', () => {
    expect(scopeOf({ ...input, kind: 'workspace' })).toEqual({ kind: 'workspace' });
    expect(scopeOf({ ...input, kind: 'project' })).toEqual({ kind: 'project', project: 'dex' });
  });

  test('is not known while nothing is named', () => {
    expect(scopeOf({ ...input, kind: 'session' })).toBeNull();
  });
});
