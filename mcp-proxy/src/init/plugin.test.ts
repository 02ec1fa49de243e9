import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { newMachine, readMachine, saveMachine } from '../machine/machine-file.ts';
import { holderOf } from '../relay/call-relay.ts';
import { environmentOf, runClient, spawnClient, type Start } from '../testing/agent.fixture.ts';
import { builtClient } from '../testing/built-client.fixture.ts';
import { startReceiver } from '../testing/receiver.fixture.ts';
import { freePort } from '../testing/relay.fixture.ts';
import { VERSION } from '../version.ts';
import { COMMAND_HOOK, HOOK_REASONS } from './hook-reasons.ts';

const ROOT = join(import.meta.dirname, '../../..');
const PLUGIN = join(ROOT, 'plugin');
const jsonOf = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));

const handlerSchema = z.object({
  type: z.literal('command'),
  command: z.literal('sh'),
  args: z.array(z.string()).min(1),
  timeout: z.number(),
  async: z.boolean().optional(),
});
const hooksSchema = z.object({
  hooks: z.record(z.string(), z.tuple([z.object({ hooks: z.tuple([handlerSchema]) })])),
});
const fileIn = (argument: string | undefined): string =>
  (argument ?? '').replace(`\${CLAUDE_PLUGIN_ROOT}`, PLUGIN);

const { startFor } = builtClient();

describe('the plugin of Claude Code', () => {
  const { hooks } = hooksSchema.parse(jsonOf(join(PLUGIN, 'hooks/hooks.json')));

  test('sends the hooks that init sends, by programs that are there', () => {
    expect(Object.keys(hooks).sort()).toEqual(
      [COMMAND_HOOK.name, ...Object.keys(HOOK_REASONS)].sort(),
    );
    for (const [{ hooks: handlers }] of Object.values(hooks)) {
      const path = fileIn(handlers[0].args[0]);
      expect(statSync(path).mode & 0o111).not.toBe(0);
    }
  });

  test('no tool waits for it; what the end of a session would kill is waited for', () => {
    const waited = Object.keys(hooks).filter((name) => hooks[name]?.[0].hooks[0].async !== true);
    expect(waited.sort()).toEqual(['SessionEnd', 'SessionStart', 'Stop', 'StopFailure']);
  });

  test('is of the version of the client, in a marketplace, and keeps the key with the user’s secrets', () => {
    const manifest = z
      .object({
        name: z.string(),
        version: z.string(),
        userConfig: z.record(z.string(), z.object({ sensitive: z.boolean().optional() })),
      })
      .parse(jsonOf(join(PLUGIN, '.claude-plugin/plugin.json')));
    expect(manifest).toMatchObject({
      version: VERSION,
      userConfig: { url: {}, key: { sensitive: true } },
    });
    expect(jsonOf(join(ROOT, '.claude-plugin/marketplace.json'))).toMatchObject({
      plugins: [{ name: manifest.name, source: './plugin' }],
    });
    expect(existsSync(join(PLUGIN, 'skills/setup-claude-monitor/SKILL.md'))).toBe(true);
  });
});

describe('its hooks', { timeout: 60_000 }, () => {
  /** A port of its own: tests beside this one look for free ones, too. */
  const homeFor = async (url: string): Promise<Start> => {
    const start = startFor({ url });
    saveMachine(newMachine(await freePort()), environmentOf(start));
    onTestFinished(async () => {
      const machine = readMachine(environmentOf(start));
      const holder = machine === null ? null : await holderOf(machine);
      if (holder?.kind === 'relay') process.kill(holder.pid, 'SIGKILL');
    });
    return start;
  };

  const sessionStart = async (start: Start): Promise<void> => {
    const child = spawnClient(start, ['hook', '--plugin']);
    child.stdin?.end('{"session_id":"s","cwd":"/w/shop","hook_event_name":"SessionStart"}');
    await once(child, 'close');
  };

  const posted = async (start: Start, body: string): Promise<string> => {
    const child = spawn('sh', [join(PLUGIN, 'bin/post-hook')], { env: environmentOf(start) });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
    // It ends at once where there is nowhere to post to, whether its input was read or not.
    child.stdin.on('error', () => undefined);
    child.stdin.end(body);
    await once(child, 'close');
    expect(child.exitCode).toBe(0);
    return output;
  };

  test('[PRX2][PRX4] reach the monitor through a relay that the first one starts, and print nothing', async () => {
    const receiver = await startReceiver();
    const start = await homeFor(receiver.url);
    expect(await posted(start, '{}')).toBe('');
    await sessionStart(start);
    const prompt = { hook_event_name: 'UserPromptSubmit', session_id: 's', prompt: 'a secret' };
    expect(await posted(start, JSON.stringify({ ...prompt, cwd: '/w/shop' }))).toBe('');
    await receiver.until(() => receiver.events.some(({ type }) => type === 'prompt'));
    expect(JSON.stringify(receiver.events)).not.toContain('a secret');
    const config = join(start.home, '.config/claude-monitor/config.json');
    expect(statSync(config).mode & 0o777).toBe(0o600);
  });

  test('leave URL and key of init as they are, and are not posted beside its own', async () => {
    const receiver = await startReceiver();
    const start = await homeFor(receiver.url);
    await runClient(start, ['init', '--yes']);
    const config = join(start.home, '.config/claude-monitor/config.json');
    const before = readFileSync(config, 'utf8');
    await sessionStart({ ...start, url: 'http://127.0.0.1:9' });
    expect(readFileSync(config, 'utf8')).toBe(before);
    expect(existsSync(join(start.home, '.local/state/claude-monitor/hook.curl'))).toBe(false);
  });

  test('init --telemetry adds variables alone', async () => {
    const receiver = await startReceiver();
    const start = await homeFor(receiver.url);
    await runClient(start, ['init', '--telemetry', '--yes']);
    const settings = jsonOf(join(start.home, '.claude/settings.json'));
    expect(Object.keys(z.object({}).loose().parse(settings))).toEqual(['env']);
    expect(existsSync(join(start.home, '.claude.json'))).toBe(false);
  });
});
