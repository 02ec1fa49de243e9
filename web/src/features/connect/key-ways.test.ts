import { expect, test } from 'vitest';
import { NOON } from '../../lib/live/live.fixture.ts';
import { dashboardLink, waysOfKey } from './key-ways.ts';

const ORIGIN = 'https://monitor.example.com';

test.each([
  [['ingest'], true, false, false],
  [['read'], false, false, true],
  [['ingest', 'read'], true, true, true],
  [['admin', 'read'], false, false, true],
  [['admin'], false, false, false],
] as const)('a key of %j has the lines that work with it', (scopes, sends, asks, opens) => {
  const key = 'cm.acme.random.mac';
  const ways = waysOfKey({ key, scopes }, ORIGIN, NOON);
  expect(ways.length > 0).toBe(sends);
  const proxy = ways.find(({ id }) => id === 'proxy')?.copy[0]?.text;
  expect(proxy?.includes('CLAUDE_MONITOR_READ_KEY') ?? false).toBe(asks);
  expect(dashboardLink({ key, scopes }, ORIGIN)).toBe(opens ? `${ORIGIN}/#key=${key}` : null);
});
