import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sessionsAnswerSchema, usageAnswerSchema } from '@claude-monitor/protocol';
import { z } from 'zod';
import { startMonitor, type Monitor } from '../whole/monitor/monitor.ts';

/** init, work, an edit, uninstall: with the packed client, its relay and a started monitor. */
const CLIENT = join(import.meta.dirname, '../../mcp-proxy/dist/index.js');
const run = promisify(execFile);

/** As somebody might have it: comments of nobody, hooks and variables of their own, a layout of their own. */
const SETTINGS = `{
    "model": "claude-sonnet-4-5",
    "hooks": { "Stop": [ { "hooks": [ {"type": "command", "command": "true"} ] } ] },
    "env": {"MY_OWN": "1"}
}
`;
const SERVERS = '{"numStartups": 7, "mcpServers": {"own": {"command": "own"}}}';

const settingsSchema = z.object({
  env: z.record(z.string(), z.string()),
  hooks: z.record(
    z.string(),
    z.array(
      z.object({
        hooks: z.array(
          z.looseObject({
            url: z.string().optional(),
            headers: z.record(z.string(), z.string()).optional(),
          }),
        ),
      }),
    ),
  ),
});

let monitor: Monitor;
let home: string;

beforeAll(async () => {
  monitor = await startMonitor();
  home = mkdtempSync(join(tmpdir(), 'claude-monitor-init-'));
  mkdirSync(join(home, '.claude'));
  writeFileSync(join(home, '.claude/settings.json'), SETTINGS);
  writeFileSync(join(home, '.claude.json'), SERVERS);
});

afterAll(async () => {
  await client('uninstall', '--yes').catch(() => undefined);
  expect(await monitor.stop()).toBe(0);
  rmSync(home, { recursive: true, force: true });
});

const client = async (...args: string[]): Promise<string> => {
  const env = { HOME: home, PATH: process.env['PATH'] ?? '', CLAUDE_MONITOR_RELAY_IDLE_MS: '2000' };
  return (await run(process.execPath, [CLIENT, ...args], { env })).stdout;
};
const textOf = (name: string): string => readFileSync(join(home, name), 'utf8');

async function ask(path: string): Promise<unknown> {
  const headers = { authorization: `Bearer ${monitor.adminKey}` };
  return (await fetch(monitor.url + path, { headers })).json();
}

/** What Claude Code does with its settings: posts hooks and exports where they say. */
async function work(): Promise<void> {
  const { env, hooks } = settingsSchema.parse(JSON.parse(textOf('.claude/settings.json')));
  const fields = { session_id: 'worked', cwd: '/work/shop', prompt_id: 'p1' };
  const call = { tool_name: 'Bash', tool_use_id: 'toolu_1', tool_input: { command: 'ls' } };
  for (const [name, rest] of [
    ['UserPromptSubmit', { prompt: 'a canary of a prompt' }],
    ['PreToolUse', call],
    ['PostToolUse', { ...call, tool_response: { stdout: 'canary' }, duration_ms: 12 }],
    ['Stop', { stop_hook_active: false }],
  ] as const) {
    const ours = hooks[name]?.flatMap((group) => group.hooks).find(({ url }) => url !== undefined);
    const answer = await fetch(ours?.url ?? '', {
      method: 'POST',
      headers: { ...ours?.headers, 'content-type': 'application/json' },
      body: JSON.stringify({ ...fields, ...rest, hook_event_name: name }),
    });
    expect(await answer.text()).toBe('{}');
  }
  const header = env['OTEL_EXPORTER_OTLP_HEADERS'] ?? '';
  const answer = await fetch(`${env['OTEL_EXPORTER_OTLP_ENDPOINT'] ?? ''}/v1/logs`, {
    method: 'POST',
    headers: {
      authorization: header.slice('Authorization='.length),
      'content-type': 'application/json',
    },
    body: JSON.stringify(requestLog()),
  });
  expect(answer.status).toBe(200);
}

function requestLog(): object {
  const attributes = {
    'event.name': 'api_request',
    'event.sequence': 0,
    'session.id': 'worked',
    model: 'claude-sonnet-4-5',
    input_tokens: 100,
    output_tokens: 20,
    cache_read_tokens: 0,
    cache_creation_tokens: 0,
    request_id: 'req_worked',
  };
  const record = {
    timeUnixNano: `${String(Date.now())}000000`,
    body: { stringValue: 'claude_code.api_request' },
    attributes: Object.entries(attributes).map(([key, value]) => ({
      key,
      value: typeof value === 'number' ? { intValue: value } : { stringValue: value },
    })),
  };
  const scope = { name: 'com.anthropic.claude_code.events' };
  const service = { key: 'service.name', value: { stringValue: 'claude-code' } };
  return {
    resourceLogs: [
      { resource: { attributes: [service] }, scopeLogs: [{ scope, logRecords: [record] }] },
    ],
  };
}

test('[PRX4] init, work, an edit, uninstall: all is counted, and the settings are as they were but for the edit', async () => {
  const dry = await client('init', '--url', monitor.url, '--key', monitor.ingestKey, '--dry-run');
  expect(dry).toContain('+ ');
  expect(textOf('.claude/settings.json')).toBe(SETTINGS);
  await client('init', '--url', monitor.url, '--key', monitor.ingestKey, '--yes');
  const after = textOf('.claude/settings.json');
  expect(after).not.toContain(monitor.ingestKey);
  await client('init', '--yes');
  expect(textOf('.claude/settings.json')).toBe(after);

  await work();
  await expect
    .poll(async () => usageAnswerSchema.parse(await ask('/v1/usage?groupBy=model')).totals, {
      timeout: 20_000,
    })
    .toMatchObject({ measured: { requests: 1, inputTokens: 100, outputTokens: 20 } });
  const { items } = sessionsAnswerSchema.parse(await ask('/v1/sessions'));
  expect(items).toHaveLength(1);
  expect(await client('sent')).not.toContain('canary');
  expect(await client('status')).toContain('responding');

  writeFileSync(
    join(home, '.claude/settings.json'),
    after.replace('"MY_OWN": "1"', '"MY_OWN": "2"'),
  );
  await client('uninstall', '--yes');
  expect(textOf('.claude/settings.json')).toBe(SETTINGS.replace('"MY_OWN": "1"', '"MY_OWN": "2"'));
  expect(textOf('.claude.json')).toBe(SERVERS);
});
