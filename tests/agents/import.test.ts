import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { installClient } from '../whole/agents/agent.ts';
import { apiOf, eventually } from '../whole/http/api.ts';
import { startMonitor, type Monitor } from '../whole/monitor/monitor.ts';

/**
 * The installed client brings in the past: captured transcripts of the real client, of these days, of a year
 * ago and of longer ago than the workspace keeps, from two machines.
 */
const CAPTURES = join(import.meta.dirname, '../../receivers/fixtures/transcripts');
const DAY_MS = 86_400_000;

/** What the captured sessions used, by the client's own account. */
const CAPTURED = {
  requests: 27,
  inputTokens: 227,
  outputTokens: 1_551,
  cacheReadTokens: 177_010,
  cacheCreationTokens: 35_250,
};
const twice = Object.fromEntries(
  Object.entries(CAPTURED).map(([name, value]) => [name, value * 2]),
);

const summarySchema = z.looseObject({
  sessions: z.number(),
  events: z.number(),
  unchanged: z.number(),
  totals: z.record(z.string(), z.number()),
  rejected: z.record(z.string(), z.number()),
});

let monitor: Monitor;
let installed: ReturnType<typeof installClient>;
let homes: string;

beforeAll(async () => {
  homes = mkdtempSync(join(tmpdir(), 'claude-monitor-import-'));
  monitor = await startMonitor();
  installed = installClient(monitor);
});

afterAll(async () => {
  await monitor.stop();
  installed.remove();
  rmSync(homes, { recursive: true, force: true });
});

/** The captures, `daysAgo`, as other sessions with other requests: `tag` is one hex digit. */
function putTranscripts(home: string, { daysAgo, tag }: { daysAgo: number; tag: string }): void {
  const shiftMs = Date.now() - daysAgo * DAY_MS - Date.parse('2026-11-22T12:00:00Z');
  const renamed = (text: string): string =>
    text.replace(/[0-9a-f]{7}(?=[0-9a-f]-[0-9a-f]{4}-4)/g, (id) => tag + id.slice(1));
  for (const file of readdirSync(CAPTURES, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.json') && !file.endsWith('.jsonl')) continue;
    const text = renamed(readFileSync(join(CAPTURES, file), 'utf8'))
      .replaceAll(/"(req_|msg_|toolu_)/g, `"$1${tag}`)
      .replaceAll(/"agent-?[iI]d": "./g, (id) => id.slice(0, -1) + tag)
      .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, (at) =>
        new Date(Date.parse(at) + shiftMs).toISOString(),
      );
    const place = renamed(file.slice(file.indexOf('/') + 1));
    const target = join(home, '.claude/projects/-home-dev-project', place);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
}

async function run(home: string, ...args: string[]): Promise<{ code: number; out: string }> {
  const child = spawn(installed.bin, args, {
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: join(homes, home),
      CLAUDE_MONITOR_URL: monitor.url,
      CLAUDE_MONITOR_KEY: monitor.ingestKey,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let out = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString('utf8')));
  await once(child, 'close');
  return { code: child.exitCode ?? 1, out };
}

const importJson = async (home: string, ...args: string[]) =>
  summarySchema.parse(JSON.parse((await run(home, 'import', '--json', ...args)).out));

const usage = async () =>
  (await apiOf(monitor).usage(`?from=${String(Date.now() - 399 * DAY_MS)}`)).totals;

test('[USE2] what the client says that it used is what the monitor shows, of hours a year old too', async () => {
  putTranscripts(join(homes, 'laptop'), { daysAgo: 2, tag: 'a' });
  putTranscripts(join(homes, 'laptop'), { daysAgo: 300, tag: 'b' });
  const dry = await importJson('laptop', '--dry-run');
  expect(dry.totals).toEqual(twice);
  expect((await apiOf(monitor).sessions()).items).toEqual([]);

  const summary = await importJson('laptop');
  expect(summary).toMatchObject({ sessions: 12, totals: twice, rejected: {} });
  await eventually(usage, (totals) => totals.requests === twice['requests']);
  expect(await usage()).toMatchObject(twice);
  expect((await apiOf(monitor).sessions()).items).toHaveLength(12);
});

test('[ING2] again, and from a second machine with the same folder, changes no figure', async () => {
  const again = await run('laptop', 'import');
  expect(again).toEqual({ code: 0, out: 'Nothing new in 16 files.\n' });
  const before = await usage();
  expect((await importJson('laptop', '--again')).totals).toEqual(twice);
  putTranscripts(join(homes, 'desktop'), { daysAgo: 2, tag: 'a' });
  await importJson('desktop');
  await apiOf(monitor).status();
  expect(await usage()).toEqual(before);
});

test('[ING5] what is older than the workspace keeps is refused, said, and set aside', async () => {
  putTranscripts(join(homes, 'attic'), { daysAgo: 500, tag: 'c' });
  const summary = await importJson('attic');
  const refused = Object.entries(summary.rejected);
  expect(refused.map(([reason]) => reason)).toEqual([expect.stringContaining('too_old')]);
  expect(refused[0]?.[1]).toBe(summary.events);
  const { out } = await run('attic', 'status', '--rejected');
  expect(out.split('\n').filter((line) => line.includes('too_old'))).toHaveLength(summary.events);
});

test('a refused key ends it with 1 and the reason; the next import goes on', async () => {
  putTranscripts(join(homes, 'visitor'), { daysAgo: 1, tag: 'd' });
  const { code } = await run('visitor', 'import', '--key', 'cm.nobody.nothing.at-all');
  expect(code).toBe(1);
  expect((await importJson('visitor')).sessions).toBe(6);
});
