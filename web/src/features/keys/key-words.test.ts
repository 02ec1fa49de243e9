import type { Key, Scope } from '@claude-monitor/protocol/api/index';
import { describe, expect, test } from 'vitest';
import { NOON } from '../../lib/live/live.fixture.ts';
import {
  keyInputFaults,
  lastUsedWords,
  mayWords,
  revocationOf,
  revokeEffects,
} from './key-words.ts';

const keyOf = (id: string, scopes: Scope[], lastUsedAt: number | null = null): Key => ({
  id,
  name: id,
  scopes,
  user: null,
  device: null,
  createdAt: NOON,
  lastUsedAt,
});

const agents = keyOf('agents', ['ingest']);
const viewer = keyOf('viewer', ['read']);
const boss = keyOf('boss', ['admin', 'read']);
const keys = [agents, viewer, boss];

describe('a key', () => {
  test('says what it may in the same order, however it was ticked', () => {
    expect(mayWords(['admin', 'ingest', 'read'])).toBe('send, read, admin');
  });

  test.each([
    [null, 'never'],
    [NOON - 60_000, 'within the last hour'],
    [NOON - 3 * 3_600_000, '3 h ago'],
  ])('last used at %j was so %s: the time is known to the hour', (at, words) => {
    expect(lastUsedWords(keyOf('a', [], at), NOON)).toBe(words);
  });

  test.each([
    ['', [], ['name', 'scopes']],
    ['  ', ['read'], ['name']],
    ['ci', [], ['scopes']],
    ['ci', ['ingest'], []],
  ] as const)('named %j with %j has faults in %j', (name, scopes, fields) => {
    expect(Object.keys(keyInputFaults({ name, scopes }))).toEqual(fields);
  });
});

describe('what stops with a key', () => {
  const stops = (key: Key, own = 'nobody', all = keys) =>
    revokeEffects(revocationOf(key, all, own)).join(' ');

  test('of agents: their events', () => {
    expect(stops(agents)).toMatch(/^Events sent with this key are rejected/);
  });

  test('of a viewer: the open dashboards', () => {
    expect(stops(viewer)).toMatch(/close immediately/);
  });

  test('of one’s own: this page, said first', () => {
    expect(stops(viewer, 'viewer')).toMatch(/^You are logged in with this key/);
    expect(stops(viewer, 'boss')).not.toMatch(/logged in with this key/);
  });

  test('of the last admin: nobody can administer', () => {
    expect(stops(boss, 'boss')).toMatch(/No other key can administer/);
    expect(stops(boss, 'boss', [...keys, keyOf('deputy', ['admin'])])).not.toMatch(/No other key/);
    expect(stops(viewer)).not.toMatch(/No other key/);
  });
});
