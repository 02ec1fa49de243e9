import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createKeyAnswerSchema, createLinkAnswerSchema } from '@claude-monitor/protocol';
import { toolsAfter, writeClaude } from './claude-stub.ts';
import { startCleanClone, type CleanClone } from './clean-clone.ts';
import { COVERED, LAST, START, STOPPED } from './commands.ts';
import { blocksOf, readPages, ROOT } from './read-docs.ts';
import { commandsOf } from './shell-commands.ts';

/** Every shell command of the documentation, as a reader would paste it, on a clean clone. */
const COMMAND_MS = 120_000;
/** It builds the whole project first. */
const START_MS = 300_000;
const WRAPPED = 'examples/prometheus-bridge/server.js';

type Block = { page: string; commands: string[] };

const blocks: Block[] = readPages().flatMap((page) =>
  blocksOf(page, 'sh').map((block) => ({ page: page.path, commands: commandsOf(block) })),
);
const all = blocks.flatMap(({ commands }) => commands);
const isLast = (command: string): boolean => LAST.some((pattern) => pattern.test(command));
const isRun = (command: string): boolean =>
  command !== START && !STOPPED.includes(command) && COVERED[command] === undefined;

/** Blocks with what is run of them; what two pages share is run once. */
const run = blocks
  .map(({ page, commands }) => ({ page, script: commands.filter(isRun).join('\n') }))
  .filter(({ script }, index, list) => {
    return script !== '' && list.findIndex((other) => other.script === script) === index;
  });

let clone: CleanClone;
let home: string;
let claude: ReturnType<typeof writeClaude>;
let placeholders: Record<string, string>;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'claude-monitor-docs-'));
  claude = writeClaude(home);
  mkdirSync(join(home, 'project'));
  writeFileSync(join(home, 'project/package.json'), '{ "private": true }');
  clone = await startCleanClone();
  const both = createKeyAnswerSchema.parse(
    await post('/v1/keys', { name: 'both', scopes: ['ingest', 'read'] }),
  );
  const link = createLinkAnswerSchema.parse(await post('/v1/links', {}));
  placeholders = {
    'http://127.0.0.1:8787': clone.url,
    'https://monitor.example.com': clone.url,
    YOUR_INGEST_KEY: clone.ingestKey,
    YOUR_READ_KEY: clone.readKey,
    YOUR_KEY: both.key,
    LINK_ID: link.id,
    COMMAND_OF_THE_SERVER: `node ${join(clone.folder, WRAPPED)}`,
  };
}, START_MS);

afterAll(async () => {
  await clone.stop();
  clone.remove();
  rmSync(home, { recursive: true, force: true });
});

async function post(path: string, body: object): Promise<unknown> {
  const answer = await fetch(clone.url + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${clone.adminKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return await answer.json();
}

const filled = (script: string): string =>
  Object.entries(placeholders).reduce(
    (text, [name, value]) => text.replaceAll(name, value),
    script,
  );

/** The README says all that its commands need: they find nothing set. */
const isBare = (page: string): boolean => page === 'README.md';

function environment(page: string): Record<string, string> {
  const bare = { PATH: `${home}:${process.env['PATH'] ?? ''}`, HOME: home };
  if (isBare(page)) return bare;
  return {
    ...bare,
    URL: clone.url,
    INGEST_KEY: clone.ingestKey,
    READ_KEY: clone.readKey,
    ADMIN_KEY: clone.adminKey,
    CLAUDE_MONITOR_URL: clone.url,
    CLAUDE_MONITOR_ADMIN_KEY: clone.adminKey,
  };
}

/** A refused request fails the script, which `curl -s` alone would not. */
const PRELUDE = 'set -euo pipefail\ncurl() { command curl --fail-with-body "$@"; }\n';
const EXPORT_ONCE = `
curl -s "$OTEL_EXPORTER_OTLP_ENDPOINT/v1/logs" -H "\${OTEL_EXPORTER_OTLP_HEADERS/=/: }" \\
  -H 'content-type: application/json' -d '{ "resourceLogs": [] }'`;

async function shell(script: string, page = ''): Promise<string> {
  const isInstall = script.startsWith('npm install ');
  const tail = script.includes('OTEL_EXPORTER_OTLP_ENDPOINT=') ? EXPORT_ONCE : '';
  const { stdout } = await promisify(execFile)('bash', ['-c', PRELUDE + filled(script) + tail], {
    cwd: isInstall ? join(home, 'project') : clone.folder,
    env: environment(page),
    timeout: COMMAND_MS,
  });
  return stdout;
}

describe('the table of what is not run here', () => {
  test('names commands of the documentation, and what covers them', () => {
    const stale = Object.keys(COVERED).filter((command) => !all.includes(command));
    expect(stale).toEqual([]);
    const missing = Object.values(COVERED).filter(({ by }) => !existsSync(join(ROOT, by)));
    expect(missing).toEqual([]);
    for (const command of [START, ...STOPPED]) expect(all).toContain(command);
  });
});

describe('every command of the documentation, on a clean clone', () => {
  test.each(run.filter(({ script }) => !isLast(script)))(
    '$page: $script',
    async ({ page, script }) => {
      await shell(script, page);
      if (!script.startsWith('claude mcp add ')) return;
      const env = environment(page);
      const tools = await toolsAfter(claude.lastArguments(), { cwd: clone.folder, env });
      expect(tools).toContain(script.includes(' wrap ') ? 'create_project' : 'log_session_start');
    },
    COMMAND_MS,
  );

  test.each(run.filter(({ script }) => isLast(script)))(
    '$page, when the others have run: $script',
    async ({ page, script }) => {
      await shell(script, page);
    },
    COMMAND_MS,
  );

  test('Ctrl-C stops npm start, and what is run on a stopped monitor works', async () => {
    await clone.stop();
    await expect(fetch(`${clone.url}/healthz`)).rejects.toThrow();
    expect(existsSync(join(clone.folder, '.claude-monitor/lock'))).toBe(false);
    for (const command of STOPPED) await shell(command);
  });
});
