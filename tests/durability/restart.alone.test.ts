import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort } from '../../scripts/start/libsql/sqld.ts';
import { apiOf, eventually, type Api } from '../whole/http/api.ts';
import { ExpectedTotals, sessionNames } from '../whole/figures/expected-totals.ts';
import { failToStart, startMonitor, type Monitor } from '../whole/monitor/monitor.ts';
import { expectShowsTheHub, Viewer } from '../whole/http/viewer.ts';

/** `npm start` stopped, killed and started again on one data folder and one port. */
let dataFolder: string;
let port: number;
let monitor: Monitor;
let api: Api;
let ledger: ExpectedTotals;

beforeAll(async () => {
  dataFolder = mkdtempSync(join(tmpdir(), 'claude-monitor-restart-'));
  port = await freePort();
  monitor = await start();
  ledger = new ExpectedTotals(() => api);
});

afterAll(async () => {
  await monitor.stop();
  rmSync(dataFolder, { recursive: true, force: true });
});

async function start(): Promise<Monitor> {
  const started = await startMonitor({ dataFolder, port });
  api = apiOf(started);
  return started;
}

const localJson = (): unknown => JSON.parse(readFileSync(join(dataFolder, 'local.json'), 'utf8'));

/** None of these processes runs any more; one that ended and only waits for its parent does not. */
async function allEnded(pids: readonly number[]): Promise<void> {
  await eventually(
    () => Promise.resolve(pids.filter(isRunning)),
    (running) => running.length === 0,
    15_000,
  );
}

function isRunning(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3) !== 'Z';
  } catch {
    return false;
  }
}

test('a second start on the same data folder says so in one sentence', async () => {
  const { code, output } = await failToStart({ dataFolder, port: await freePort() });
  expect(code).toBe(1);
  expect(output.trim().split('\n')).toEqual([
    expect.stringMatching(/^Claude Monitor already runs on .+ as process \d+: use that one, .+\.$/),
  ]);
});

test('a port that is taken is named in one sentence, with what to do', async () => {
  const other = mkdtempSync(join(tmpdir(), 'claude-monitor-other-'));
  const { code, output } = await failToStart({ dataFolder: other, port });
  rmSync(other, { recursive: true, force: true });
  expect(code).toBe(1);
  expect(output.trim().split('\n')).toEqual([
    expect.stringMatching(new RegExp(`^Port ${String(port)} of 127.0.0.1 is taken: .+\\.$`)),
  ]);
});

test('[HUB3] npm start killed outright under load: no child lingers, and nothing is lost', async () => {
  const viewer = new Viewer(monitor, { reconnects: true });
  await viewer.connect();
  const keys = localJson();
  const load = ledger.load({ events: 4_000, clients: 4, sessions: sessionNames('killed', 10) });
  await load.reached(1_000);
  const pids = monitor.pids();
  for (const pid of monitor.pidsOf('index.ts')) process.kill(pid, 'SIGKILL');
  await allEnded(pids);

  monitor = await start();
  await load.done;
  await ledger.agrees();
  expect(localJson()).toEqual(keys);
  expect(viewer.gaps).toEqual([]);
  expect(viewer.missed).toBe(0);
  await expectShowsTheHub(viewer, monitor);
  viewer.cutOff();
});

test('the launcher killed outright: what it had started stops too', async () => {
  const [launcher = 0, ...others] = monitor.pids();
  expect(others.length).toBeGreaterThan(2);
  process.kill(launcher, 'SIGKILL');
  await allEnded(others);
  monitor = await start();
  await ledger.agrees();
});

test('SIGTERM ends a start that hangs too, with every child', async () => {
  const pids = monitor.pids();
  for (const pid of monitor.pidsOf('index.ts')) process.kill(pid, 'SIGSTOP');
  expect(await monitor.stop()).toBe(1);
  await allEnded(pids);
  monitor = await start();
  await ledger.agrees();
});

test('SIGTERM stops every child and ends with 0; data and keys survive', async () => {
  const keys = localJson();
  const before = await api.usage('?groupBy=session');
  const pids = monitor.pids();
  expect(await monitor.stop()).toBe(0);
  await allEnded(pids);

  monitor = await start();
  expect(localJson()).toEqual(keys);
  const after = await eventually(
    () => api.usage('?groupBy=session'),
    ({ fresh }) => fresh,
  );
  expect({ totals: after.totals, groups: after.groups }).toEqual({
    totals: before.totals,
    groups: before.groups,
  });
  await ledger.agrees();
});
