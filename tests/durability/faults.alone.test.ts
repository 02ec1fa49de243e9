import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { CLOSE_CODES, LIMITS } from '@claude-monitor/protocol';
import { freePort } from '../../scripts/start/libsql/sqld.ts';
import { installClient, startAgent } from '../whole/agents/agent.ts';
import { apiOf, eventually, usageEvent, type Api } from '../whole/http/api.ts';
import { ExpectedTotals, sessionNames } from '../whole/figures/expected-totals.ts';
import { startMonitor, type Monitor } from '../whole/monitor/monitor.ts';
import { openSilentSocket } from '../whole/http/silent-socket.ts';
import { expectShowsTheHub, Viewer } from '../whole/http/viewer.ts';

/**
 * Faults of the running project, one after another on one workspace. After each of them what was
 * acknowledged is stored and counted once, and a viewer that stayed shows what the hub has.
 */
const READERS = 20;
const CALLS = 40;

let monitor: Monitor;
let api: Api;
let ledger: ExpectedTotals;
/** Watches through all that happens here and comes back by its cursor each time. */
let observer: Viewer;

beforeAll(async () => {
  monitor = await startMonitor();
  api = apiOf(monitor);
  ledger = new ExpectedTotals(() => api);
  observer = new Viewer(monitor, { reconnects: true });
  await observer.connect();
});

afterAll(async () => {
  observer.cutOff();
  expect(await monitor.stop()).toBe(0);
});

afterEach(async () => {
  await ledger.agrees();
  await showsTheHub(observer);
  expect(observer.live.totals?.all.usage.requests).toBe(ledger.total);
  expect(observer.missed).toBe(0);
});

const showsTheHub = (viewer: Viewer): Promise<void> => expectShowsTheHub(viewer, monitor);

function killAll(program: string): void {
  const pids = monitor.pidsOf(program);
  expect(pids).not.toEqual([]);
  for (const pid of pids) process.kill(pid, 'SIGKILL');
}

test('[ING2] every batch sent twice, the second time in another order, counts once', async () => {
  const batches = Array.from({ length: 5 }, (_, batch) =>
    Array.from({ length: 100 }, (_, index) => usageEvent(`twice-${String((batch + index) % 7)}`)),
  );
  for (const batch of batches) {
    expect(await api.send(batch)).toMatchObject({ accepted: batch.length, rejected: 0 });
    ledger.enter(batch);
  }
  for (const batch of batches.reverse()) {
    expect(await api.send(batch.reverse())).toMatchObject({
      accepted: 0,
      duplicates: batch.length,
      rejected: 0,
    });
  }
});

test('[ING1] libSQL killed under load: ingest goes on, history comes back', async () => {
  const load = ledger.load({ events: 5_000, clients: 4, sessions: sessionNames('libsql', 10) });
  await load.reached(1_000);
  await eventually(
    async () => {
      // Killed each time it is back: the first new start takes less time than a flush.
      for (const pid of monitor.pidsOf('sqld')) process.kill(pid, 'SIGKILL');
      const event = usageEvent('libsql-down');
      expect(await api.send([event])).toMatchObject({ accepted: 1 });
      ledger.enter([event]);
      // Asking for history asks for a flush.
      await api.usage().catch(() => null);
      return await api.status();
    },
    ({ flush }) => flush.failing !== null,
  );
  await load.done;
  await eventually(api.status, ({ flush, fresh }) => flush.failing === null && fresh);
  expect(observer.closes).toEqual([]);
});

test('[HUB3] the Worker killed under a load of 10,000 events: nothing is lost or doubled', async () => {
  const load = ledger.load({ events: 10_000, clients: 5, sessions: sessionNames('worker', 20) });
  for (const count of [2_000, 6_000]) {
    await load.reached(count);
    killAll('workerd');
  }
  await load.done;
  await ledger.agrees();
  await ledger.agreesOnEvents('worker-0');
  expect(observer.closes.length).toBeGreaterThan(0);
  expect(observer.gaps).toEqual([]);
  expect(observer.received.filter((type) => type === 'snapshot')).toHaveLength(1);
});

test('[HUB3] the Worker and libSQL killed at once under load', async () => {
  const load = ledger.load({ events: 3_000, clients: 4, sessions: sessionNames('both', 10) });
  await load.reached(1_000);
  killAll('workerd');
  killAll('sqld');
  await load.done;
});

test('[HUB6] a socket that never reads is closed; the others see every change', async () => {
  const silent = await openSilentSocket(monitor);
  const readers = Array.from({ length: READERS }, () => new Viewer(monitor));
  await Promise.all(readers.map((reader) => reader.connect()));
  const [first] = readers;
  if (first === undefined) throw new Error('there are readers');
  const sessions = sessionNames('readers', 40);
  // Until twice of what a socket may leave unread has passed.
  const enough = first.bytes + 2 * LIMITS.socketUnackedBytes;
  while (first.bytes < enough) {
    await ledger.load({ events: 400, clients: 1, sessions }).done;
  }
  expect(await silent.closeCode()).toBe(CLOSE_CODES.tooSlow.code);
  for (const reader of readers) {
    await showsTheHub(reader);
    expect(reader).toMatchObject({ missed: 0, closes: [], gaps: [] });
    reader.cutOff();
  }
});

test('[HUB2] a viewer that was cut off gets what changed since, not everything again', async () => {
  const viewer = new Viewer(monitor);
  await viewer.connect();
  viewer.cutOff();
  await ledger.load({ events: 300, clients: 1, sessions: sessionNames('away', 3) }).done;
  viewer.received.length = 0;
  await viewer.connect();
  expect(viewer.received).toEqual(['hello', 'patch']);
  await showsTheHub(viewer);
  viewer.cutOff();
});

test.each([
  ['older than the hub reaches back', (epoch: string) => `${epoch}.1`, 'too_old'],
  ['of another storage', () => '1.1', 'other_epoch'],
  ['that is no cursor', () => '<script>', 'other_epoch'],
])('[HUB2] a cursor %s: a gap is sent, and a snapshot follows', async (_, cursorOf, reason) => {
  const [epoch = ''] = (observer.live.position ?? '').split('.');
  const viewer = new Viewer(monitor, { cursor: cursorOf(epoch) });
  await viewer.connect();
  expect(viewer.gaps).toEqual([reason]);
  expect(viewer.received.slice(0, 3)).toEqual(['hello', 'gap', 'snapshot']);
  await showsTheHub(viewer);
  viewer.cutOff();
});

test('[PRX1] the proxy killed between spool and send: each answered call arrives once', async () => {
  const client = installClient(monitor);
  const spool = mkdtempSync(join(tmpdir(), 'claude-monitor-killed-'));
  const agent = { bin: client.bin, key: monitor.ingestKey, spool };
  const offline = await startAgent({
    ...agent,
    url: `http://127.0.0.1:${String(await freePort())}`,
  });
  const calls = Array.from({ length: CALLS }, () =>
    offline.call('log_token_usage', { sessionId: 'proxy', inputTokens: 1, outputTokens: 2 }),
  );
  await Promise.all(calls);
  process.kill(offline.pid, 'SIGKILL');
  await offline.close();

  const online = await startAgent({ ...agent, url: monitor.url });
  for (const _ of calls) ledger.enter([usageEvent('proxy')]);
  await ledger.agrees();
  await online.close();
  client.remove();
  rmSync(spool, { recursive: true, force: true });
});
