import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '@claude-monitor/drizzle/migrate';
import { TIME } from '@claude-monitor/protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  freePort,
  spawnSqld,
  sqldBinary,
  waitUntilHealthy,
} from '../../../scripts/start/libsql/sqld.ts';
import { serviceUptime, type ProbeMinute } from '../domain/uptime/probe-minutes.ts';
import { pingDatabase } from '../store/uptime/ping-database.ts';
import { openDatabase, type Database } from '../store/client.ts';
import { probeStatements, readProbeHours } from '../store/uptime/probe-hours.ts';
import { DAY } from '../store/testing/rows.fixture.ts';
import { runProbe, type ProbeDeps } from './probe.ts';

/** Ten minutes before an hour ends: an outage may cross it. */
const START = DAY + 50 * TIME.minuteMs;

let folder: string;
let port: number;
let server: ReturnType<typeof spawnSqld>;
let db: Database;

async function startLibsql(): Promise<void> {
  const binary = sqldBinary();
  if (binary === null) throw new Error('no libSQL server for this platform');
  server = spawnSqld({ binary, folder, port });
  if (!(await waitUntilHealthy(server, 20_000))) throw new Error('libSQL did not come up');
}

async function stopLibsql(): Promise<void> {
  const ended = new Promise((resolve) => server.child.once('exit', resolve));
  server.child.kill('SIGKILL');
  await ended;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'probe-test-'));
  port = await freePort();
  await startLibsql();
  await migrate(server.url);
  db = openDatabase({ url: server.url });
});
afterAll(async () => {
  await stopLibsql();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  await db.$client.execute('delete from probe_hour');
});

/** The object that is probed, in memory: it works unless it is said not to. */
function probed() {
  const hub = { isUp: true, held: [] as ProbeMinute[], commits: 0 };
  const reports: string[] = [];
  const answer = (): Promise<void> =>
    hub.isUp ? Promise.resolve() : Promise.reject(new Error('the object is down'));
  const deps: ProbeDeps = {
    check: {
      ingest: async () => {
        await answer();
        hub.commits++;
      },
      hub: answer,
      database: () => pingDatabase(db),
    },
    store: async (minutes) => {
      await db.$client.batch(probeStatements(minutes), 'write');
    },
    held: {
      add: async (minute) => {
        await answer();
        hub.held.push(minute);
      },
      all: async () => {
        await answer();
        return [...hub.held];
      },
      clear: async () => {
        await answer();
        hub.held = [];
      },
    },
    sleep: () => new Promise<never>(() => undefined),
    report: ({ what }) => reports.push(what),
  };
  const probe = (minute: number) => runProbe(deps, START + minute * TIME.minuteMs + 1_234);
  return { hub, deps, reports, probe };
}

const uptime = async (minutes: number) => {
  const window = { from: START, to: START + minutes * TIME.minuteMs };
  return serviceUptime(await readProbeHours(db, window), window);
};

const minuteOf = (at: number): number => (at - START) / TIME.minuteMs;

describe('[STO12] a probe a minute', () => {
  test('says what was up, of minutes that were probed', async () => {
    const { probe, hub } = probed();
    for (let minute = 0; minute < 12; minute++) await probe(minute);
    expect(hub.commits).toBe(12);
    for (const service of await uptime(12)) {
      expect(service).toMatchObject({ up: 12, down: 0, unknown: 0, spans: [] });
    }
    expect((await db.$client.execute('select hour from probe_hour')).rows).toHaveLength(2);
  });

  test('an outage of libSQL is one of the database and of nothing else, and no minute of it is lost', async () => {
    const { probe, hub } = probed();
    for (let minute = 0; minute < 5; minute++) await probe(minute);
    await stopLibsql();
    for (let minute = 5; minute < 15; minute++) await probe(minute);
    expect(hub.held).toHaveLength(10);
    await startLibsql();
    for (let minute = 15; minute < 20; minute++) await probe(minute);
    expect(hub.held).toEqual([]);
    const [ingest, live, database] = await uptime(20);
    expect(ingest).toMatchObject({ service: 'ingest', up: 20, down: 0, unknown: 0 });
    expect(live).toMatchObject({ service: 'hub', up: 20, down: 0, unknown: 0 });
    expect(database).toMatchObject({ service: 'database', up: 10, down: 10, unknown: 0 });
    expect(
      database?.spans.map(({ state, from, to }) => [state, minuteOf(from), minuteOf(to)]),
    ).toEqual([['down', 5, 15]]);
  });

  test('objects that are down are found by what is stored in libSQL', async () => {
    const { probe, hub } = probed();
    await probe(0);
    hub.isUp = false;
    await probe(1);
    hub.isUp = true;
    await probe(2);
    const [ingest, live, database] = await uptime(3);
    expect(ingest).toMatchObject({ up: 2, down: 1 });
    expect(live).toMatchObject({ up: 2, down: 1 });
    expect(database).toMatchObject({ up: 3, down: 0 });
  });

  test('a minute without a probe is unknown, never up', async () => {
    const { probe } = probed();
    await probe(0);
    await probe(4);
    const [ingest] = await uptime(30);
    expect(ingest).toMatchObject({ up: 2, down: 0, unknown: 28 });
    expect(
      ingest?.spans.map(({ state, from, to }) => [state, minuteOf(from), minuteOf(to)]),
    ).toEqual([
      ['unknown', 1, 4],
      ['unknown', 5, 30],
    ]);
  });

  test('a service that does not answer in time is down, and the others are asked meanwhile', async () => {
    const { deps } = probed();
    const hangs = { ...deps.check, hub: () => new Promise<never>(() => undefined) };
    const late: ProbeDeps = { ...deps, check: hangs, sleep: () => Promise.resolve() };
    const answered: string[] = [];
    late.check.ingest = async () => {
      await Promise.resolve();
      answered.push('ingest');
    };
    const { down } = await runProbe(late, START);
    expect(down).toContain('hub');
    expect(answered).toEqual(['ingest']);
  });

  test('the same minute twice is one, and years of hours go', async () => {
    const { probe } = probed();
    await db.$client.execute(
      `insert into probe_hour values (${String(START - 401 * TIME.dayMs)}, '${'0'.repeat(60)}')`,
    );
    await probe(3);
    await probe(3);
    expect((await db.$client.execute('select hour from probe_hour')).rows).toHaveLength(2);
    // With the first minute of an hour.
    await probe(10);
    expect((await db.$client.execute('select hour from probe_hour')).rows).toHaveLength(2);
    expect(await uptime(4)).toMatchObject([{ up: 1 }, { up: 1 }, { up: 1 }]);
  });
});
