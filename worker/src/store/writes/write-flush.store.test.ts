import { TIME } from '@claude-monitor/protocol';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readHubCursor } from '../hub-cursor.ts';
import type { FlushBatch } from '../rows.ts';
import type { WriteResult } from '../writer-rpc.ts';
import {
  activityHour,
  batchOf,
  blockOf,
  errorHour,
  eventOf,
  removedSession,
  removedTask,
  HOUR,
  requestRow,
  sessionRow,
  taskRow,
  usageHour,
} from '../testing/rows.fixture.ts';
import { listSessions } from '../reads/sessions/sessions.ts';
import { chunkOf, chunksOf } from '../testing/requests.fixture.ts';
import { startStore, type TestStore } from '../testing/store.fixture.ts';
import { listTasks } from '../reads/tasks/tasks.ts';
import { readUsage } from '../usage/usage.ts';
import { writeFlush, type Clock } from './write-flush.ts';

const TABLES = [
  'hub_cursor',
  'block',
  'session',
  'task',
  'project',
  'request_chunk',
  'usage_hour',
  'activity_hour',
  'error_hour',
  'usage_trend',
  'activity_trend',
] as const;

const clock: Clock = { now: () => HOUR, sleep: () => Promise.resolve() };

let store: TestStore;
beforeAll(async () => {
  store = await startStore();
});
afterAll(async () => {
  await store.stop();
});
beforeEach(async () => {
  await store.db.$client.batch(
    TABLES.map((table) => `delete from ${table}`),
    'write',
  );
  store.meter.reset();
});

const write = (batch: FlushBatch): Promise<WriteResult> => writeFlush(store.db, batch, clock);

/** A block's number says in which order it came, which nobody reads. */
const tables = async (): Promise<unknown> => {
  const whole = TABLES.filter((table) => table !== 'block');
  return await Promise.all([
    ...whole.map((table) => store.db.all(sql.raw(`select * from ${table}`))),
    store.db.all(sql`select session, first_seq, data from block order by session, first_seq`),
  ]);
};

const everything = (rev: number): FlushBatch =>
  batchOf({
    toSeq: rev,
    sessions: [sessionRow({ startedAt: HOUR + rev, errors: rev }, { rev })],
    tasks: [taskRow({ progress: rev / 100, startedAt: HOUR + rev }, { rev })],
    requestChunks: [chunkOf([requestRow({ inputTokens: rev, rev })])],
    usageHours: [usageHour({ requests: 1, inputTokens: rev, rev })],
    activityHours: [activityHour({ toolCalls: rev, rev })],
    errorHours: [errorHour({ count: rev, rev })],
    blocks: [blockOf(rev, [eventOf(`e${String(rev)}`)])],
  });

describe('a flush', () => {
  test('[STO1] that lands after a newer one changes nothing but its own blocks', async () => {
    const [a, b] = [everything(10), everything(20)];
    await write({ ...b, blocks: [...a.blocks, ...b.blocks] });
    const newest = await tables();
    store.meter.reset();
    expect(await write(a)).toEqual({ ok: true });
    expect(store.meter.rowsWritten).toBe(0);
    expect(await tables()).toEqual(newest);
  });

  test('[STO1] ends in the same tables whichever of two lands first', async () => {
    await write(everything(10));
    await write(everything(20));
    const inOrder = await tables();
    await store.db.$client.batch(
      TABLES.map((table) => `delete from ${table}`),
      'write',
    );
    await write(everything(20));
    await write(everything(10));
    expect(await tables()).toEqual(inOrder);
  });

  test('[STO1] sent again because its answer was lost writes no row', async () => {
    await write(everything(10));
    store.meter.reset();
    expect(await write(everything(10))).toEqual({ ok: true });
    expect(store.meter.rowsWritten).toBe(0);
  });

  test('[STO1] carries the cursor: forward, never back, and over to a greater epoch', async () => {
    expect(await readHubCursor(store.db, 'team')).toBeNull();
    await write(batchOf({ epoch: 1, toSeq: 50 }));
    await write(batchOf({ epoch: 1, toSeq: 40 }));
    expect(await readHubCursor(store.db, 'team')).toEqual({ epoch: 1, seq: 50 });
    await write(batchOf({ epoch: 2, toSeq: 7 }));
    await write(batchOf({ epoch: 1, toSeq: 60 }));
    expect(await readHubCursor(store.db, 'team')).toEqual({ epoch: 2, seq: 7 });
  });

  test('[STO1] that holds a row the tables refuse is refused whole and for ever', async () => {
    const guilty = errorHour({ count: Number.NaN });
    const outcome = await write({ ...everything(10), errorHours: [guilty] });
    expect(outcome).toMatchObject({ ok: false, code: 'refused', fault: 'row' });
    expect(await readHubCursor(store.db, 'team')).toBeNull();
    expect(
      (await listSessions(store.db, 'team', { query: { limit: 10 }, now: HOUR })).items,
    ).toEqual([]);
  });

  test('[STO1] moves a request whose time was corrected over the edge of its hour, once', async () => {
    const before = requestRow({ at: HOUR - 1, hour: HOUR - TIME.hourMs, requests: 1, rev: 10 });
    const after = requestRow({ at: HOUR + 1, hour: HOUR, requests: 1, rev: 20 });
    const was = [chunkOf([before])];
    const is = [{ ...chunkOf([before]), requests: '[]', rev: 20 }, chunkOf([after])];
    const around = { from: HOUR - 2, to: HOUR + 2 };
    for (const order of [
      [was, is],
      [is, was],
      [was, is, was],
    ]) {
      for (const requestChunks of order) await write(batchOf({ requestChunks }));
      expect((await readUsage(store.db, 'team', { query: around })).totals.requests).toBe(1);
      expect(
        (await readUsage(store.db, 'team', { query: { ...around, from: HOUR } })).totals.requests,
      ).toBe(1);
      await store.db.$client.execute('delete from request_chunk');
    }
  });

  test('keeps what is gone as a tombstone that a late flush cannot bring back', async () => {
    const gone = batchOf({
      sessions: [removedSession('session-1', 20)],
      tasks: [removedTask('task-1', 20)],
      usageHours: [usageHour({ rev: 20 })],
    });
    await write(everything(10));
    await write(gone);
    await write(everything(10));
    expect(
      (await listSessions(store.db, 'team', { query: { limit: 10 }, now: HOUR })).items,
    ).toEqual([]);
    expect((await listTasks(store.db, 'team', { query: { limit: 10 }, now: HOUR })).items).toEqual(
      [],
    );
    const usage = await readUsage(store.db, 'team', { query: { groupBy: ['session'] } });
    expect(usage.groups).toEqual([]);
    expect(usage.totals.requests).toBe(0);
  });
});

describe('billed rows', () => {
  test('a new session is its row and three index entries; a change of it is one row, in another hour four', async () => {
    await write(batchOf());
    store.meter.reset();
    await write(batchOf({ sessions: [sessionRow({}, { rev: 2 })] }));
    expect(store.meter.rowsWritten).toBe(4);
    store.meter.reset();
    await write(batchOf({ sessions: [sessionRow({ errors: 1 }, { rev: 3 })] }));
    expect(store.meter.rowsWritten).toBe(1);
    store.meter.reset();
    const later = sessionRow({ lastAt: HOUR + 3 * 3_600_000 }, { rev: 4 });
    await write(batchOf({ sessions: [later] }));
    // The row twice, and its old and its new place in the index.
    expect(store.meter.rowsWritten).toBe(4);
  });

  test('some requests are one row; a changed usage hour is one row and its two trend cells', async () => {
    const requests = [requestRow({ requests: 1 })];
    const usageHours = [usageHour({ requests: 1 })];
    await write(batchOf({ requestChunks: chunksOf(requests), usageHours }));
    store.meter.reset();
    const more = [1, 2, 3].map((index) => requestRow({ requests: 1, at: HOUR + index, rev: 2 }));
    await write(batchOf({ requestChunks: chunksOf([...requests, ...more]) }));
    expect(store.meter.rowsWritten).toBe(1);
    store.meter.reset();
    await write(batchOf({ usageHours: [usageHour({ requests: 2, rev: 2 })] }));
    expect(store.meter.rowsWritten).toBe(3);
  });

  test('thousands of rows are a handful of statements and stay below one row an event', async () => {
    const requests = Array.from({ length: 5_000 }, () => requestRow({ inputTokens: 1 }));
    const sessions = Array.from({ length: 50 }, (_, index) =>
      sessionRow({ id: `session-${String(index)}`, agentName: 'x'.repeat(200) }),
    );
    await write(batchOf());
    store.meter.reset();
    expect(await write(batchOf({ requestChunks: chunksOf(requests), sessions }))).toEqual({
      ok: true,
    });
    expect(store.meter.rowsWritten).toBe(Math.ceil(5_000 / 16) + 4 * 50);
  });
});

describe('text', () => {
  test('with markup, quotes, emoji and right-to-left words comes back as it was', async () => {
    const odd = `<img src=x onerror="alert('1')"> \\ % _ ; -- 漢字 🦊 שלום \u2028`;
    const sessions = [sessionRow({ agentName: odd, project: odd, sessionId: odd })];
    await write(batchOf({ sessions, usageHours: [usageHour({ agent: odd, requests: 1 })] }));
    const page = await listSessions(store.db, 'team', {
      query: { limit: 10, agent: [odd], project: [odd] },
      now: HOUR,
    });
    expect(page.items[0]).toMatchObject({ agentName: odd, sessionId: odd });
    const usage = await readUsage(store.db, 'team', { query: { groupBy: ['agent'] } });
    expect(usage.groups[0]?.key).toBe(odd);
  });

  test('that no database can keep is replaced, and does not make two keys one', async () => {
    const rows = ['a\u0000b', 'a\u0000c', 'a\uD800'].map((agentId) =>
      usageHour({ agentId, requests: 1 }),
    );
    expect(await write(batchOf({ usageHours: rows }))).toEqual({ ok: true });
    expect((await readUsage(store.db, 'team', { query: {} })).totals.requests).toBe(3);
  });
});
