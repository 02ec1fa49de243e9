import { expect, test } from 'vitest';
import { StartFault } from './fault.ts';
import { parseSettings } from './settings.ts';

test('an empty environment means port 8787, .claude-monitor and the embedded libSQL server', () => {
  expect(parseSettings({}, '/clone')).toEqual({
    port: 8787,
    dataFolder: '/clone/.claude-monitor',
    alertsAllowLocal: false,
    publicUrl: null,
    remote: null,
  });
});

test('the environment names port, folder and a database elsewhere', () => {
  const env = {
    PORT: '9000',
    CLAUDE_MONITOR_DATA: '/data',
    TURSO_DATABASE_URL: 'libsql://team.turso.io',
    TURSO_AUTH_TOKEN: 'token',
    PUBLIC_URL: 'https://Monitor.example.com/',
  };
  expect(parseSettings(env, '/clone')).toEqual({
    port: 9000,
    dataFolder: '/data',
    alertsAllowLocal: false,
    publicUrl: 'https://monitor.example.com',
    remote: { url: 'libsql://team.turso.io', token: 'token' },
  });
});

test('a relative folder lies in the clone, wherever npm was called', () => {
  expect(parseSettings({ CLAUDE_MONITOR_DATA: 'data' }, '/clone').dataFolder).toBe('/clone/data');
});

test.each(['0', '65536', '80.5', 'http'])('PORT=%s is refused in one sentence', (PORT) => {
  expect(() => parseSettings({ PORT }, '/clone')).toThrow(StartFault);
});

test.each([
  'monitor.example.com',
  'ftp://monitor.example.com',
  'https://monitor.example.com/monitor',
  'https://monitor.example.com/?a=b',
  'https://me@monitor.example.com',
])('PUBLIC_URL=%s is refused in one sentence', (PUBLIC_URL) => {
  expect(() => parseSettings({ PUBLIC_URL }, '/clone')).toThrow(StartFault);
});
