import { describe, expect, test } from 'vitest';
import { configPaths, resolveConfig, type Env, type Flags } from './config.ts';

const local = { url: 'http://127.0.0.1:8787', ingestKey: 'local-key', readKey: 'r' };
const saved = { url: 'https://saved.example', key: 'saved-key' };
const env: Env = { CLAUDE_MONITOR_URL: 'https://env.example', CLAUDE_MONITOR_KEY: 'env-key' };

function resolved(input: { flags?: Flags; env?: Env; saved?: unknown; local?: unknown }): string {
  const { destination, problem } = resolveConfig({
    flags: input.flags ?? {},
    env: input.env ?? {},
    saved: input.saved ?? null,
    local: input.local ?? null,
  });
  if (destination === null) return `none: ${problem ?? ''}`;
  return `${destination.url} ${destination.key} (${destination.origin})`;
}

describe('resolveConfig', () => {
  test('flags come before environment, saved file and local.json', () => {
    const flags = { url: 'https://flag.example/', key: 'flag-key' };
    expect(resolved({ flags, env, saved, local })).toBe('https://flag.example flag-key (flags)');
  });

  test('then environment, then the saved file, then local.json', () => {
    expect(resolved({ env, saved, local })).toBe('https://env.example env-key (environment)');
    expect(resolved({ saved, local })).toBe('https://saved.example saved-key (saved file)');
    expect(resolved({ local })).toBe('http://127.0.0.1:8787 local-key (local.json)');
  });

  test('a flag and an environment variable complete each other', () => {
    expect(resolved({ flags: { key: 'flag-key' }, env })).toBe(
      'https://env.example flag-key (flags)',
    );
  });

  test('a key of a file goes only to the URL that the file names', () => {
    expect(resolved({ flags: { url: 'https://other.example' }, saved, local })).toBe(
      'none: No key for https://other.example. Set CLAUDE_MONITOR_KEY.',
    );
    expect(resolved({ flags: { url: 'https://saved.example/' }, saved, local })).toContain(
      'saved-key',
    );
    expect(resolved({ env: { CLAUDE_MONITOR_URL: local.url }, saved, local })).toContain(
      'local-key',
    );
  });

  test('a key alone is for the URL of the first file', () => {
    expect(resolved({ env: { CLAUDE_MONITOR_KEY: 'env-key' }, saved, local })).toContain(
      'https://saved.example env-key',
    );
  });

  test('questions go with a key that may read, of the environment or of the file with the URL', () => {
    const readKeyOf = (variables: Env, files: { saved: unknown; local: unknown }) =>
      resolveConfig({ flags: {}, env: variables, ...files }).destination?.readKey;
    const reads = { CLAUDE_MONITOR_READ_KEY: 'reads' };
    expect(readKeyOf({ ...env, ...reads }, { saved, local })).toBe('reads');
    expect(readKeyOf(reads, { saved: null, local })).toBe('reads');
    expect(readKeyOf({}, { saved: null, local })).toBe('r');
    expect(readKeyOf({}, { saved, local })).toBeUndefined();
    expect(readKeyOf(env, { saved, local })).toBeUndefined();
  });

  test.each([
    [{}, 'No monitor is configured'],
    [{ env: { CLAUDE_MONITOR_URL: '  ', CLAUDE_MONITOR_KEY: '' } }, 'No monitor is configured'],
    [{ env: { CLAUDE_MONITOR_KEY: 'k' } }, 'A key but no URL'],
    [{ flags: { url: 'ftp://x', key: 'k' } }, 'Not an http or https URL'],
    [{ flags: { url: 'nonsense', key: 'k' } }, 'Not an http or https URL'],
    [{ flags: { url: 'https://a:b@x', key: 'k' } }, 'Not an http or https URL'],
    [{ saved: { url: 3 }, local: 'text' }, 'No monitor is configured'],
  ])('[PRX2] %j has no destination, and says why', (input, problem) => {
    expect(resolved(input)).toContain(`none: ${problem}`);
  });
});

test('local.json is found beside the clone, or where CLAUDE_MONITOR_DATA says', () => {
  const file = '/repo/mcp-proxy/dist/index.js';
  expect(configPaths({}, file).local).toBe('/repo/.claude-monitor/local.json');
  expect(configPaths({ CLAUDE_MONITOR_DATA: '/data' }, file).local).toBe('/data/local.json');
  expect(configPaths({ XDG_CONFIG_HOME: '/cfg' }, file).saved).toBe(
    '/cfg/claude-monitor/config.json',
  );
});
