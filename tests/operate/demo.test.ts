import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { localSchema, type Local } from '../../scripts/start/local-json.ts';
import { apiOf, eventually } from '../whole/http/api.ts';
import { startMonitor, type Monitor } from '../whole/monitor/monitor.ts';
import { sumsOf } from '../whole/figures/sums.ts';

/** `npm run demo` as its user runs it, on the started project. */
const ROOT = join(import.meta.dirname, '../..');
const LOAD_MS = 60_000;

let dataFolder: string;
let monitor: Monitor;
let before: Record<string, unknown>;

beforeAll(async () => {
  dataFolder = mkdtempSync(join(tmpdir(), 'claude-monitor-demo-'));
  monitor = await startMonitor({ dataFolder });
  await apiOf(monitor).send([
    { id: 'mine', type: 'session.start', time: Date.now(), sessionId: 'mine', source: 'mcp' },
  ]);
  before = await sumsOf(monitor);
});
afterAll(async () => {
  await monitor.stop();
  rmSync(dataFolder, { recursive: true, force: true });
});

function startDemo(args: string[], folder = dataFolder): ChildProcess {
  return spawn(process.execPath, [join(ROOT, 'scripts/demo.mjs'), ...args], {
    env: { ...process.env, CLAUDE_MONITOR_DATA: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function demo(args: string[], folder = dataFolder) {
  const { stdout, stderr, ...child } = startDemo(args, folder);
  if (stdout === null || stderr === null) throw new Error('it has no output');
  const [output, complained] = await Promise.all([text(stdout), text(stderr)]);
  return { output, complained, child };
}

const kept = (): Local =>
  localSchema.parse(JSON.parse(readFileSync(join(dataFolder, 'demo.json'), 'utf8')));

const linkIn = (output: string): string | undefined => /Sample team +(\S+)/.exec(output)?.[1];

const aMonthOfSessions = (to: Local) =>
  eventually(apiOf(to).sessions, ({ items }) => items.length > 400);

test('without a running monitor it says what to do', async () => {
  const empty = mkdtempSync(join(tmpdir(), 'claude-monitor-none-'));
  const { output, complained } = await demo([], empty);
  rmSync(empty, { recursive: true, force: true });
  expect(output).toBe('');
  expect(complained).toBe(
    'The monitor isn’t running here. Run npm start in another terminal, then try again.\n',
  );
});

test('an option it does not know is answered with how it is used', async () => {
  const { complained } = await demo(['--everything']);
  expect(complained).toMatch(/^Usage: npm run demo/);
});

test('it loads thirty days into a workspace of its own in less than a minute, and prints its link', async () => {
  const startedAt = performance.now();
  const { output } = await demo(['--once']);
  expect(performance.now() - startedAt).toBeLessThan(LOAD_MS);
  const to = kept();
  expect(linkIn(output)).toBe(to.dashboardUrl);
  await aMonthOfSessions(to);
  const usage = await eventually(
    () => apiOf(to).usage('?groupBy=agent'),
    ({ fresh }) => fresh,
  );
  expect(usage.groups).toHaveLength(9);
  expect(await sumsOf(monitor)).toEqual(before);
});

test('started again, it goes on with the same team, and moves until it is stopped', async () => {
  const to = kept();
  const { totals } = await apiOf(to).usage();
  const child = startDemo([]);
  if (child.stdout === null) throw new Error('it has no output');
  for await (const line of createInterface(child.stdout)) if (line.includes('is at work')) break;
  await eventually(apiOf(to).usage, (usage) => usage.totals.requests > totals.requests);
  const stopped = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGINT');
  await stopped;
  expect(kept()).toEqual(to);
});

test('[STO10] --remove deletes all of it, and nothing else', async () => {
  const to = kept();
  const { output } = await demo(['--remove']);
  expect(output).toContain('The sample data is gone.');
  expect((await apiOf(to).sessions()).items).toEqual([]);
  expect(await sumsOf(monitor)).toEqual(before);
  expect((await demo(['--remove'])).output).toContain('There is no sample data to remove.');
});

test('removed, it can be loaded again', async () => {
  await demo(['--once']);
  await aMonthOfSessions(kept());
});
