import { eventSchema } from '@claude-monitor/protocol/event/event';
import { describe, expect, test } from 'vitest';
import { NOON } from '../../lib/live/live.fixture.ts';
import { HOOKS, hookSettings, textsOfHooks } from './hook-settings.ts';
import {
  connectWays,
  initCommand,
  isUnencrypted,
  type Keys,
  proxyCommand,
  YOUR_KEYS,
} from './ways.ts';

const URL_ = 'https://monitor.example.com';
const KEYS = { ingest: 'cm.acme.in.mac', read: 'cm.acme.re.mac' };

const textsOf = (keys: Keys = YOUR_KEYS) =>
  connectWays(URL_, keys, NOON).flatMap((way) => way.copy.map(({ text }) => text));

describe('the ways to connect', () => {
  test("name the reader's own address and key in every line that needs them", () => {
    for (const text of textsOf(KEYS)) {
      expect(text).toContain(URL_);
      if (!text.startsWith('npm install')) expect(text).toContain(KEYS.ingest);
      expect(text).not.toMatch(/YOUR_/);
    }
  });

  test('hold no key where none is given', () => {
    for (const text of textsOf()) expect(text).not.toMatch(/cm\.\w/);
  });

  test('lead with the one command for everything, which asks for a key where none is given', () => {
    expect(connectWays(URL_, KEYS, NOON)[0]?.copy[0]?.text).toBe(
      `npx -y ${URL_}/claude-monitor.tgz init --url ${URL_} --key ${KEYS.ingest}`,
    );
    expect(initCommand(URL_, null)).toBe(`npx -y ${URL_}/claude-monitor.tgz init --url ${URL_}`);
  });

  test('add the proxy with what npm has, with both keys', () => {
    const packed = `npx -y --prefer-offline ${URL_}/claude-monitor.tgz mcp`;
    expect(proxyCommand(URL_, KEYS)).toBe(
      `claude mcp add claude-monitor -e CLAUDE_MONITOR_URL=${URL_} -e CLAUDE_MONITOR_KEY=` +
        `${KEYS.ingest} -e CLAUDE_MONITOR_READ_KEY=${KEYS.read} -- ${packed}`,
    );
  });

  test('send by curl an event that is one of ours, and that is new each time', () => {
    const curl = textsOf(KEYS).find((text) => text.startsWith('curl'));
    const [, body = ''] = /-d '(.*)'$/.exec(curl ?? '') ?? [];
    const { events }: { events: unknown[] } = JSON.parse(body);
    expect(eventSchema.parse(events[0])).toMatchObject({ type: 'session.start', time: NOON });
    const later = connectWays(URL_, KEYS, NOON + 1).at(-1)?.copy[0]?.text;
    expect(later).not.toBe(curl);
  });

  test.each([
    ['https://monitor.example.com', false],
    ['http://127.0.0.1:8787', false],
    ['http://localhost:8787', false],
    ['http://[::1]:8787', false],
    ['http://monitor.lan:8787', true],
    ['http://127.evil.example', true],
  ])('%s can be read on the way: %s', (url, isRead) => {
    expect(isUnencrypted(url)).toBe(isRead);
  });
});

describe('the settings of hooks', () => {
  const { hooks }: { hooks: Record<string, { hooks: { url: string; timeout: number }[] }[]> } =
    JSON.parse(hookSettings(URL_, 'cm.key'));

  test('name no hook that Claude Code does not send by HTTP', () => {
    expect(Object.keys(hooks)).not.toContain('SessionStart');
    expect(Object.keys(hooks)).not.toContain('Setup');
  });

  test('send each to the server, and hold no agent up for long', () => {
    for (const entries of Object.values(hooks)) {
      expect(entries).toEqual([
        {
          hooks: [
            {
              type: 'http',
              url: `${URL_}/v1/hooks/claude-code`,
              headers: { Authorization: 'Bearer cm.key' },
              timeout: 5,
            },
          ],
        },
      ]);
    }
  });

  test('say of every text that is sent by which hook', () => {
    const carried = textsOfHooks();
    expect(new Set(carried.flatMap(({ hooks: names }) => names))).toEqual(
      new Set(Object.keys(HOOKS).filter((name) => HOOKS[name]?.length !== 0)),
    );
    for (const { hooks: names } of carried) expect(names).not.toEqual([]);
  });
});
