import { LIMITS, noFigures, TIME, USAGE_GROUPINGS } from '@claude-monitor/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RandomHistory } from '../testing/random-history.fixture.ts';
import {
  activityHour,
  batchOf,
  DAY,
  edgeHour,
  errorHour,
  removedSession,
  HOUR,
  sessionRow,
  taskRow,
  usageHour,
} from '../testing/rows.fixture.ts';
import { encodeRequests } from '../requests/request-codec.ts';
import type { DeleteStep, Erasure } from '../writer-rpc.ts';
import {
  EVENTS_OF_A_SMALL_SESSION,
  smallSessions,
  timeOf,
} from '../testing/small-sessions.fixture.ts';
import { requestsOf } from '../testing/requests.fixture.ts';
import { startStore, type TestStore } from '../testing/store.fixture.ts';
import { readUsage } from '../usage/usage.ts';
import { verifyWorkspace } from '../verify/verify.ts';
import { writeFlush, type Clock } from '../writes/write-flush.ts';
import { eraseStep } from './erase.ts';
import { expireStep } from './expire.ts';

const clock: Clock = { now: () => HOUR, sleep: () => Promise.resolve() };
const TABLES = [
  'block',
  'session',
  'task',
  'project',
  'request_chunk',
  'usage_hour',
  'activity_hour',
  'error_hour',
  'edge_hour',
  'usage_trend',
  'activity_trend',
  'hub_cursor',
];

let store: TestStore;
beforeAll(async () => {
  store = await startStore();
});
afterAll(async () => {
  await store.stop();
});

/** Takes steps to the end; sums have to be sums after each. Returns the rows of each. */
async function toTheEnd(
  workspace: string,
  step: (resume: number | null) => Promise<DeleteStep>,
): Promise<number[]> {
  const rows: number[] = [];
  let resume: number | null = null;
  for (;;) {
    const done: DeleteStep = await step(resume);
    rows.push(done.rows);
    await expectNoDifference(workspace);
    if (!done.more) return rows;
    resume = done.resume;
  }
}

async function expectNoDifference(workspace: string): Promise<void> {
  for await (const difference of verifyWorkspace(store.db, workspace)) {
    expect(difference).toBeUndefined();
  }
}

const expireAll = (workspace: string, historyBefore: number, rowsAtMost = 40) =>
  toTheEnd(workspace, (resume) => {
    const retention = { blocksBefore: historyBefore, historyBefore, rowsAtMost, resume };
    return expireStep(store.db, workspace, retention);
  });

type What =
  | Omit<Extract<Erasure, { kind: 'sessions' }>, 'rowsAtMost' | 'resume'>
  | Omit<Extract<Erasure, { kind: 'user' }>, 'rowsAtMost' | 'resume'>
  | Omit<Extract<Erasure, { kind: 'workspace' }>, 'rowsAtMost' | 'resume'>;

const eraseAll = (workspace: string, what: What, rowsAtMost = 40) =>
  toTheEnd(workspace, (resume) => eraseStep(store.db, workspace, { ...what, rowsAtMost, resume }));

async function count(table: string, workspace: string): Promise<number> {
  const sql = `select count(*) as n from ${table} where workspace = ?`;
  const { rows } = await store.db.$client.execute({ sql, args: [workspace] });
  return Number(rows[0]?.['n']);
}

/** Everything of a workspace as text: what a search for a name would look through. */
async function textOf(workspace: string): Promise<string> {
  const parts: string[] = [];
  for (const table of TABLES.filter((name) => name !== 'block')) {
    const sql = `select * from ${table} where workspace = ?`;
    const { rows } = await store.db.$client.execute({ sql, args: [workspace] });
    parts.push(JSON.stringify(rows));
  }
  return parts.join('\n');
}

describe('[STO5] retention', () => {
  test.each([1, 2, 3])('leaves whole days, exact, after every step (seed %i)', async (seed) => {
    const workspace = `old${String(seed)}`;
    const history = new RandomHistory(seed, workspace);
    for (const batch of history.shuffledFlushes(12)) await writeFlush(store.db, batch, clock);
    const day = DAY + 2 * TIME.dayMs;
    const kept = await readUsage(store.db, workspace, { query: { from: day } });
    const rows = await expireAll(workspace, day + 5 * TIME.hourMs);
    expect(rows.length).toBeGreaterThan(3);
    for (const groupBy of USAGE_GROUPINGS) {
      const usage = await readUsage(store.db, workspace, { query: { groupBy: [groupBy] } });
      expect(usage.totals).toEqual(kept.totals);
      expect(
        (await readUsage(store.db, workspace, { query: { to: day, groupBy: [groupBy] } })).groups,
      ).toEqual([]);
    }
  });

  test('takes what has come of age, tombstones too, and leaves what goes on', async () => {
    const workspace = 'aged';
    const old = DAY - 500 * TIME.dayMs;
    await writeFlush(
      store.db,
      batchOf({
        workspace,
        sessions: [
          sessionRow({ id: 'old', startedAt: old, lastAt: old }),
          sessionRow({ id: 'lives', startedAt: old, lastAt: HOUR }),
          removedSession('gone', old * 1_000),
        ],
        tasks: [
          taskRow({ id: 'old', startedAt: old, lastAt: old, project: 'bridge' }),
          taskRow({ id: 'lives', startedAt: old, lastAt: HOUR, project: 'bridge' }),
        ],
        activityHours: [activityHour({ hour: old, errors: 1 }), activityHour({ toolCalls: 2 })],
        errorHours: [errorHour({ hour: old })],
        edgeHours: [edgeHour({ hour: old }), edgeHour()],
      }),
      clock,
    );
    await expireAll(workspace, DAY - LIMITS.horizonMs);
    expect(await count('session', workspace)).toBe(1);
    expect(await count('task', workspace)).toBe(1);
    expect(await count('activity_hour', workspace)).toBe(1);
    expect(await count('activity_trend', workspace)).toBe(2);
    expect(await count('error_hour', workspace)).toBe(0);
    expect(await count('edge_hour', workspace)).toBe(1);
  });

  test('keeps blocks by when they were stored, and touches no other workspace', async () => {
    for (const workspace of ['beside', 'blocks']) {
      await writeFlush(store.db, smallSessions(workspace, 0, 100), clock);
    }
    const of = (blocksBefore: number, resume: number | null) =>
      expireStep(store.db, 'blocks', { blocksBefore, historyBefore: 0, rowsAtMost: 60, resume });
    await toTheEnd('blocks', (resume) => of(HOUR, resume));
    expect(await count('block', 'blocks')).toBe(100);
    const rows = await toTheEnd('blocks', (resume) => of(HOUR + 1, resume));
    expect(Math.max(...rows)).toBeLessThanOrEqual(60);
    expect(await count('block', 'blocks')).toBe(0);
    expect(await count('request_chunk', 'blocks')).toBe(100);
    expect(await count('block', 'beside')).toBe(100);
  });

  test('of blocks ends at the first that is young: those are not read', async () => {
    await writeFlush(store.db, smallSessions('young', 0, 500), clock);
    store.meter.reset();
    const none = { blocksBefore: 0, historyBefore: 0, rowsAtMost: 50, resume: null };
    expect(await expireStep(store.db, 'young', none)).toMatchObject({ rows: 0, more: false });
    expect(store.meter.rowsRead).toBeLessThan(100);
  });

  test('is faster than ingest', async () => {
    const sessions = 2_000;
    const began = performance.now();
    for (let first = 0; first < sessions; first += 100) {
      await writeFlush(store.db, smallSessions('fast', first, 100), clock);
    }
    const written = performance.now() - began;
    const before = timeOf(sessions) + 2 * TIME.dayMs;
    const retention = { blocksBefore: before, historyBefore: before, rowsAtMost: 5_000 };
    let resume: number | null = null;
    let rows = 0;
    const started = performance.now();
    for (let more = true; more;) {
      const step: DeleteStep = await expireStep(store.db, 'fast', { ...retention, resume });
      rows += step.rows;
      ({ more, resume } = step);
    }
    const deleted = performance.now() - started;
    const events = sessions * EVENTS_OF_A_SMALL_SESSION;
    console.log(
      `written: ${(events / written).toFixed(1)} events/ms; expired: ${(events / deleted).toFixed(1)} events/ms, ${(rows / deleted).toFixed(1)} rows/ms`,
    );
    for (const table of TABLES.filter((name) => name !== 'hub_cursor')) {
      expect([table, await count(table, 'fast')]).toEqual([table, 0]);
    }
    expect(deleted).toBeLessThan(written);
  });
});

describe('[STO10] deletion on request', () => {
  test.each([4, 5])('of a session leaves the sums of the others (seed %i)', async (seed) => {
    const workspace = `gone${String(seed)}`;
    const history = new RandomHistory(seed, workspace);
    for (const batch of history.shuffledFlushes(12)) await writeFlush(store.db, batch, clock);
    const rest = history
      .requests()
      .filter((row) => row.owner !== 'session-1' && row.run !== 'run-1');
    const what = {
      kind: 'sessions',
      sessions: ['session-1'],
      runs: ['run-1'],
      tasks: [],
      names: [],
    } as const;
    await eraseAll(workspace, {
      ...what,
      sessions: [...what.sessions],
      runs: [...what.runs],
      tasks: [],
      names: [],
    });
    const usage = await readUsage(store.db, workspace, { query: { groupBy: ['session'] } });
    expect(usage.totals.inputTokens).toBe(
      rest.reduce((sum, row) => sum + (row.provenance === 'superseded' ? 0 : row.inputTokens), 0),
    );
    expect(usage.groups.map(({ id }) => id)).not.toContain('session-1');
    expect(await count('session', workspace)).toBe(2);
  });

  test('of a user leaves no row that names them, and the others as they were', async () => {
    const workspace = 'people';
    const others = smallSessions(workspace, 0, 20);
    const mallory = forUser(smallSessions(workspace, 20, 20), 'mallory');
    await writeFlush(store.db, others, clock);
    const before = await readUsage(store.db, workspace, { query: { groupBy: ['agent'] } });
    await writeFlush(store.db, mallory, clock);
    expect(await textOf(workspace)).toContain('mallory');
    await eraseAll(workspace, { kind: 'user', user: 'mallory' });
    expect(await textOf(workspace)).not.toContain('mallory');
    expect(await readUsage(store.db, workspace, { query: { groupBy: ['agent'] } })).toEqual(before);
    expect(await count('block', workspace)).toBe(20);
    expect(await count('task', workspace)).toBe(20);
  });

  test('of a session takes what others passed on to it', async () => {
    const workspace = 'passed';
    await writeFlush(
      store.db,
      batchOf({
        workspace,
        sessions: [sessionRow({ id: 'a', sessionId: 'infra-a' }), sessionRow({ id: 'b' })],
        edgeHours: [
          edgeHour({ owner: 'b', toSession: 'a' }),
          edgeHour({ owner: 'b', toSessionId: 'infra-a' }),
          edgeHour({ owner: 'b', toAgent: 'Explore' }),
        ],
      }),
      clock,
    );
    await eraseAll(workspace, {
      kind: 'sessions',
      sessions: ['a'],
      runs: ['a'],
      tasks: [],
      names: [],
    });
    expect(await count('edge_hour', workspace)).toBe(1);
    expect(await count('session', workspace)).toBe(1);
  });

  test('of a workspace leaves nothing, and all of another', async () => {
    for (const workspace of ['leaves', 'stays']) {
      await writeFlush(store.db, smallSessions(workspace, 0, 30), clock);
      await writeFlush(
        store.db,
        batchOf({ workspace, errorHours: [], usageHours: [usageHour()] }),
        clock,
      );
    }
    const before = await textOf('stays');
    await eraseAll('leaves', { kind: 'workspace' });
    for (const table of TABLES) expect([table, await count(table, 'leaves')]).toEqual([table, 0]);
    expect(await textOf('stays')).toBe(before);
    expect((await readUsage(store.db, 'leaves', { query: {} })).totals).toEqual(noFigures());
  });
});

/** The same rows as another user's. */
function forUser(batch: ReturnType<typeof smallSessions>, user: string) {
  const rows = { ...batch };
  rows.sessions = batch.sessions.map((row) =>
    row.isGone ? row : { ...row, view: { ...row.view, user } },
  );
  rows.requestChunks = batch.requestChunks.map((row) => {
    const requests = requestsOf(row).map((request) => ({ ...request, user }));
    return { ...row, requests: encodeRequests(row.hour, requests) };
  });
  rows.usageHours = batch.usageHours.map((row) => ({ ...row, user }));
  rows.activityHours = batch.activityHours.map((row) => ({ ...row, user }));
  return rows;
}
