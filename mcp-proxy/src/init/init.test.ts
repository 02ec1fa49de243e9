import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { readMachine } from '../machine/machine-file.ts';
import { holderOf } from '../relay/call-relay.ts';
import { environmentOf, runClient, type Start } from '../testing/agent.fixture.ts';
import { builtClient } from '../testing/built-client.fixture.ts';
import { startStandIn } from '../testing/stand-in-monitor.fixture.ts';

const { startFor } = builtClient();

const SETTINGS = '{\n\t"model": "opus",\n\t"hooks": { "Stop": [] }\n}';

function homeWith(files: Readonly<Record<string, string>>): Start {
  const start = startFor();
  for (const [name, text] of Object.entries(files)) {
    const path = join(start.home, name);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, text);
  }
  onTestFinished(async () => {
    const machine = readMachine(environmentOf(start));
    const holder = machine === null ? null : await holderOf(machine);
    if (holder?.kind === 'relay') process.kill(holder.pid, 'SIGKILL');
  });
  return start;
}

const textOf = (start: Start, name: string): string => readFileSync(join(start.home, name), 'utf8');
const CLAUDE = '.claude/settings.json';

async function initFor(start: Start, ...flags: string[]) {
  const { url } = await startStandIn();
  return runClient(start, ['init', '--url', url, '--key', 'test-key', ...flags]);
}

describe('claude-monitor init and uninstall', { timeout: 90_000 }, () => {
  test('shows the change with the reason of each hook; without --yes and a terminal it makes none', async () => {
    const start = homeWith({ [CLAUDE]: SETTINGS });
    const dry = await initFor(start, '--dry-run');
    expect(dry).toMatchObject({ code: 0, stderr: '' });
    expect(dry.stdout).toContain('+ \t\t"OTEL_LOGS_EXPORTER": "otlp"');
    expect(dry.stdout).toMatch(/PermissionRequest +the session waits for a person/);
    const run = await initFor(start);
    expect(run.code).toBe(1);
    expect(run.stderr).toContain('confirm with --yes');
    expect(textOf(start, CLAUDE)).toBe(SETTINGS);
    expect(existsSync(join(start.home, '.config/claude-monitor'))).toBe(false);
  });

  test('a repeated init changes nothing, an uninstall leaves no trace in settings', async () => {
    const start = homeWith({ [CLAUDE]: SETTINGS });
    expect(await initFor(start, '--yes')).toMatchObject({ code: 0, stderr: '' });
    const after = textOf(start, CLAUDE);
    expect(after).not.toContain('test-key');
    expect(JSON.parse(textOf(start, '.claude.json'))).toHaveProperty('mcpServers.claude-monitor');
    expect(statSync(join(start.home, '.config/claude-monitor/config.json')).mode & 0o777).toBe(
      0o600,
    );
    const again = await runClient(start, ['init', '--yes']);
    expect(again.stdout).toContain('nothing to change');
    expect(textOf(start, CLAUDE)).toBe(after);
    expect((await runClient(start, ['uninstall', '--yes'])).code).toBe(0);
    expect(textOf(start, CLAUDE)).toBe(SETTINGS);
    expect(existsSync(join(start.home, '.claude.json'))).toBe(false);
    expect(existsSync(join(start.home, '.config/claude-monitor/config.json'))).toBe(false);
  });

  test('settings behind a link are changed where they lie; the link stays', async () => {
    const start = homeWith({ 'dotfiles/settings.json': SETTINGS, '.claude/CLAUDE.md': '' });
    symlinkSync(join(start.home, 'dotfiles/settings.json'), join(start.home, CLAUDE));
    await initFor(start, '--yes');
    expect(lstatSync(join(start.home, CLAUDE)).isSymbolicLink()).toBe(true);
    expect(textOf(start, 'dotfiles/settings.json')).toContain('/v1/hooks/claude-code');
    await runClient(start, ['uninstall', '--yes']);
    expect(textOf(start, 'dotfiles/settings.json')).toBe(SETTINGS);
  });

  test.each([
    ['comments', '{\n  // mine\n  "model": "opus"\n}\n', 'isn’t valid JSON'],
    ['half of a file', '{"model": ', 'isn’t valid JSON'],
    ['a list', '[]', 'isn’t a JSON object'],
    ['hooks that are a text', '{"hooks": "none"}', 'hooks must be an object'],
  ])('settings with %s are refused in words, and stay', async (_, text, words) => {
    const start = homeWith({ [CLAUDE]: text });
    const { code, stderr } = await initFor(start, '--yes');
    expect(code).toBe(1);
    expect(stderr).toContain(words);
    expect(textOf(start, CLAUDE)).toBe(text);
  });

  test.each([
    ['.claude/settings.json', []],
    ['.codex/config.toml', ['--agent', 'codex']],
  ])(
    'a link of %s to what is not there, and bytes that are no UTF-8, stay',
    async (file, agent) => {
      const start = homeWith({ [`${file}/../x`]: '' });
      const path = join(start.home, file);
      symlinkSync('../dotfiles/elsewhere', path);
      const linked = await initFor(start, '--yes', ...agent);
      expect(linked).toMatchObject({ code: 1 });
      expect(linked.stderr).toContain('is a link to a file that isn’t there');
      expect(readlinkSync(path)).toBe('../dotfiles/elsewhere');
      rmSync(path);
      const bytes = Buffer.from('{"note":"caf\xe9"}', 'latin1');
      writeFileSync(path, bytes);
      const encoded = await initFor(start, '--yes', ...agent);
      expect(encoded).toMatchObject({ code: 1 });
      expect(encoded.stderr).toContain('isn’t encoded in UTF-8');
      expect(readFileSync(path)).toEqual(bytes);
    },
  );

  test('settings that are nested without end are refused in words', async () => {
    const deep = `{"a":${'['.repeat(5_000)}${']'.repeat(5_000)}}`;
    const start = homeWith({ [CLAUDE]: deep });
    const { code, stderr } = await initFor(start, '--yes');
    expect(code).toBe(1);
    expect(stderr).toContain('is nested deeper than 200 levels');
    expect(textOf(start, CLAUDE)).toBe(deep);
  });

  test('telemetry that goes elsewhere stays there, and init says so', async () => {
    const text = '{"env": {"OTEL_EXPORTER_OTLP_ENDPOINT": "https://otel.example"}}';
    const start = homeWith({ [CLAUDE]: text });
    const { stdout } = await initFor(start, '--yes');
    expect(stdout).toContain('already sends telemetry elsewhere (OTEL_EXPORTER_OTLP_ENDPOINT)');
    expect(JSON.parse(textOf(start, CLAUDE))).toMatchObject({
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://otel.example' },
    });
    expect(textOf(start, CLAUDE)).not.toContain('OTEL_LOGS_EXPORTER');
  });

  test('a refused key and a wrong URL change nothing', async () => {
    const start = homeWith({ [CLAUDE]: SETTINGS });
    const { url } = await startStandIn();
    const refused = await runClient(start, ['init', '--url', url, '--key', 'wrong', '--yes']);
    expect(refused.stderr).toContain('This key was rejected');
    const notThere = await runClient(start, [
      'init',
      '--url',
      `${url}/nowhere`,
      '--key',
      'k',
      '--yes',
    ]);
    expect(notThere.code).toBe(1);
    expect(textOf(start, CLAUDE)).toBe(SETTINGS);
  });

  test('Codex and Gemini CLI are connected, and left as they were', async () => {
    const files = {
      '.codex/config.toml': 'model = "gpt-5"',
      '.gemini/settings.json': '{\n  "ui": {}\n}\n',
    };
    const start = homeWith(files);
    for (const agent of ['codex', 'gemini'])
      expect((await initFor(start, '--agent', agent, '--yes')).code).toBe(0);
    expect(textOf(start, '.codex/config.toml')).toContain('[mcp_servers.claude-monitor]');
    expect(JSON.parse(textOf(start, '.gemini/settings.json'))).toMatchObject({
      telemetry: { logPrompts: false, otlpEndpoint: expect.stringMatching(/\/v1\/logs$/) },
    });
    await runClient(start, ['uninstall', '--yes']);
    for (const [name, text] of Object.entries(files)) expect(textOf(start, name)).toBe(text);
  });

  test('a Codex without telemetry, and a Gemini CLI that can send no key, are said', async () => {
    const start = homeWith({ 'bin/codex': '#!/bin/sh\necho codex-cli 0.42.0\n' });
    chmodSync(join(start.home, 'bin/codex'), 0o755);
    const PATH = `${join(start.home, 'bin')}:/bin:/usr/bin`;
    const { url } = await startStandIn();
    const flags = ['--url', url, '--key', 'test-key', '--yes'];
    const withCodex = { ...start, env: { ...start.env, PATH } };
    const old = await runClient(withCodex, ['init', '--agent', 'codex', ...flags]);
    expect(old.stdout).toContain('Codex 0.42.0 has no telemetry');
    const found = await runClient(withCodex, ['doctor']);
    expect(found.stdout).toMatch(/warn +codex +Codex 0\.42\.0 has no telemetry/);
    writeFileSync(join(start.home, 'bin/codex'), '#!/bin/sh\necho codex-cli 0.44.0\n');
    expect((await runClient(withCodex, ['doctor'])).stdout).toMatch(/ok +codex +sends telemetry/);
    const direct = await runClient(start, ['init', '--agent', 'gemini', '--direct', ...flags]);
    expect(direct.stdout).toContain('Run init without --direct');
    expect(existsSync(join(start.home, '.gemini/settings.json'))).toBe(false);
  });

  test('--direct says what text that sends; --managed writes settings for a fleet', async () => {
    const start = homeWith({ [CLAUDE]: SETTINGS });
    expect((await initFor(start, '--direct', '--dry-run')).stdout).toContain(
      'with prompts, tool input and output',
    );
    const file = join(start.home, 'managed.json');
    expect((await initFor(start, '--managed', file)).code).toBe(0);
    const managed = z
      .looseObject({ hooks: z.record(z.string(), z.unknown()) })
      .parse(JSON.parse(readFileSync(file, 'utf8')));
    expect(managed).toMatchObject({ env: { CLAUDE_CODE_ENABLE_TELEMETRY: '1' } });
    const byPlugin = join(start.home, 'plugin.json');
    await initFor(start, '--managed', byPlugin, '--marketplace', 'acme/claude-monitor');
    expect(JSON.parse(readFileSync(byPlugin, 'utf8'))).toMatchObject({
      extraKnownMarketplaces: {
        'agent-monitor': { source: { source: 'github', repo: 'acme/claude-monitor' } },
      },
      enabledPlugins: { 'agent-monitor@agent-monitor': true },
      pluginConfigs: { 'agent-monitor@agent-monitor': { options: { key: 'test-key' } } },
    });
    expect(Object.keys(managed.hooks)).toContain('UserPromptSubmit');
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });
});
