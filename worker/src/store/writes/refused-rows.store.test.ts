import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openDatabase, type Fetch } from '../client.ts';
import { readHubCursor } from '../hub-cursor.ts';
import type { FlushBatch } from '../rows.ts';
import type { WriteResult } from '../writer-rpc.ts';
import {
  batchOf,
  blockOf,
  errorHour,
  eventOf,
  HOUR,
  requestRow,
  sessionRow,
  taskRow,
  usageHour,
} from '../testing/rows.fixture.ts';
import { listSessions } from '../reads/sessions/sessions.ts';
import { chunkOf } from '../testing/requests.fixture.ts';
import { startStore, type TestStore } from '../testing/store.fixture.ts';
import { readUsage } from '../usage/usage.ts';
import { writeFlush, type Clock } from './write-flush.ts';

const clock: Clock = { now: () => HOUR, sleep: () => Promise.resolve() };

let store: TestStore;
beforeAll(async () => {
  store = await startStore();
});
afterAll(async () => {
  await store.stop();
});
beforeEach(async () => {
  const tables = [
    'hub_cursor',
    'session',
    'task',
    'request_chunk',
    'usage_hour',
    'usage_trend',
    'block',
  ];
  await store.db.$client.batch(
    tables.map((table) => `delete from ${table}`),
    'write',
  );
});

const write = (part: Partial<FlushBatch>): Promise<WriteResult> =>
  writeFlush(store.db, batchOf(part), clock);

/** Above what libSQL takes in one parameter. */
const NINE_MB = 'x'.repeat(9_000_000);

describe('[STO7] the real server refuses as the fault of a row', () => {
  test.each<[string, Partial<FlushBatch>, string]>([
    ['what is above its size', { sessions: [sessionRow({ agentName: NINE_MB })] }, 'ARGS_INVALID'],
    [
      'bytes above its size',
      { blocks: [{ ...blockOf(1, [eventOf('e')]), data: new Uint8Array(9_000_000) }] },
      'ARGS_INVALID',
    ],
    ['no number', { errorHours: [errorHour({ count: Number.NaN })] }, 'NOT_A_NUMBER'],
    [
      'no number among requests',
      { requestChunks: [chunkOf([requestRow({ costMicros: Number.NaN })])] },
      'NOT_A_NUMBER',
    ],
    [
      'a value that is missing',
      // What an older version parked may lack what this one asks for.
      { blocks: [Object.assign(blockOf(1, [eventOf('e')]), { count: null })] },
      'SQLITE_CONSTRAINT',
    ],
  ])('%s', async (_, part, reason) => {
    const outcome = await write({ ...part, toSeq: 7 });
    expect(outcome).toMatchObject({ ok: false, code: 'refused', fault: 'row', reason });
    expect(await readHubCursor(store.db, 'team')).toBeNull();
  });

  test('a value that overflows in libSQL, whose code is that of a missing table', async () => {
    await store.db.run(
      sql`create trigger overflow before insert on session
        begin select abs(-9223372036854775808); end`,
    );
    try {
      const outcome = await write({ sessions: [sessionRow()] });
      expect(outcome).toMatchObject({ fault: 'row', reason: 'SQLITE_UNKNOWN' });
    } finally {
      await store.db.run(sql`drop trigger overflow`);
    }
  });
});

describe('[STO7] the real server takes', () => {
  test('a NUL and half a surrogate pair, each as a sign that it can keep', async () => {
    expect(await write({ sessions: [sessionRow({ sessionId: 'a\u0000b\ud800c' })] })).toEqual({
      ok: true,
    });
    const kept = await store.db.all(sql`select session_id as id from session`);
    expect(kept).toEqual([{ id: 'a\ufffdb\ufffdc' }]);
    expect(
      (await listSessions(store.db, 'team', { query: { limit: 10 }, now: HOUR })).items,
    ).toHaveLength(1);
  });

  test.each<[string, Partial<FlushBatch>]>([
    ['an integer beyond 2^53', { requestChunks: [chunkOf([requestRow({ at: 2 ** 54 })])] }],
    ['an integer beyond 2^63', { requestChunks: [chunkOf([requestRow({ at: 2 ** 64 })])] }],
    ['a sum of 1e308', { usageHours: [usageHour({ costMicros: 1e308 })] }],
    [
      'sums that overflow together',
      {
        usageHours: Array.from({ length: 1_030 }, (_, index) =>
          usageHour({ owner: `session-${String(index)}`, inputTokens: Number.MAX_SAFE_INTEGER }),
        ),
      },
    ],
  ])('[ING7] %s, as the greatest that it keeps exactly', async (_, part) => {
    expect(await write(part)).toEqual({ ok: true });
  });

  test('the greatest number that is kept exactly, and gives it back', async () => {
    const inputTokens = Number.MAX_SAFE_INTEGER;
    expect(await write({ usageHours: [usageHour({ inputTokens })] })).toEqual({ ok: true });
    const usage = await readUsage(store.db, 'team', { query: { groupBy: ['agent'] } });
    expect(usage.totals.inputTokens).toBe(inputTokens);
  });
});

test('[STO7] a body above what the way to libSQL takes is the fault of its rows', async () => {
  // Refuses large bodies, as a host's proxy does, and hands the others on to the real server.
  const send: Fetch = async (request, init) => {
    const body = await request.clone().text();
    if (body.length > 100_000) return new Response('{"error":"no"}', { status: 413 });
    return await fetch(request, init);
  };
  const db = openDatabase({ url: store.url, fetch: send });
  const large = batchOf({ sessions: [sessionRow({ agentName: 'x'.repeat(100_000) })] });
  expect(await writeFlush(db, large, clock)).toMatchObject({ fault: 'row', reason: 'HTTP_413' });
  expect(await writeFlush(db, batchOf({ sessions: [sessionRow()] }), clock)).toEqual({ ok: true });
});

test('[STO7] what a missing table refuses is the fault of the database, whatever the rows', async () => {
  await store.db.run(sql`alter table task rename to task_elsewhere`);
  try {
    const outcome = await write({ tasks: [taskRow()] });
    expect(outcome).toMatchObject({ ok: false, code: 'refused', fault: 'database' });
  } finally {
    await store.db.run(sql`alter table task_elsewhere rename to task`);
  }
  expect(await write({ tasks: [taskRow()] })).toEqual({ ok: true });
});
