import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LibsqlError } from '@libsql/client/web';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase } from '../client.ts';
import { batchOf, HOUR } from '../testing/rows.fixture.ts';
import { startStore, type TestStore } from '../testing/store.fixture.ts';
import { writeFailure } from './write-failure.ts';
import { writeFlush, type Clock } from './write-flush.ts';

const slept: number[] = [];
const clock: Clock = {
  now: () => HOUR,
  sleep: (ms) => {
    slept.push(ms);
    return Promise.resolve();
  },
};

let store: TestStore;
beforeAll(async () => {
  store = await startStore();
});
afterAll(async () => {
  await store.stop();
});

async function serve(answer: RequestListener): Promise<{ url: string; server: Server }> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${String(port)}`, server };
}

describe('[STO6] a write that fails is answered with a code, never thrown', () => {
  test('timeout, when libSQL takes the call and does not answer', async () => {
    const { url, server } = await serve(() => undefined);
    const outcome = await writeFlush(openDatabase({ url, timeoutMs: 50 }), batchOf(), clock);
    expect(outcome).toMatchObject({ ok: false, code: 'timeout', fault: 'transient' });
    server.closeAllConnections();
    server.close();
  });

  test('unreachable, when nothing listens', async () => {
    const { url, server } = await serve(() => undefined);
    await new Promise((resolve) => server.close(resolve));
    const outcome = await writeFlush(openDatabase({ url }), batchOf(), clock);
    expect(outcome).toMatchObject({ ok: false, code: 'unreachable', fault: 'transient' });
  });

  test.each([
    [401, 'refused', 'database'],
    [403, 'refused', 'database'],
    [404, 'refused', 'database'],
    // It refuses a batch without rows, too.
    [413, 'refused', 'database'],
    [429, 'busy', 'transient'],
    [500, 'unreachable', 'transient'],
    [502, 'unreachable', 'transient'],
  ])('HTTP %i as %s, the fault of %s', async (status, code, fault) => {
    const { url, server } = await serve((_, response) => {
      response.writeHead(status).end('{"error":"no"}');
    });
    const outcome = await writeFlush(openDatabase({ url }), batchOf(), clock);
    expect(outcome).toMatchObject({ ok: false, code, fault, reason: `HTTP_${String(status)}` });
    server.closeAllConnections();
    server.close();
  });

  test('nothing, when another writer is done in time', async () => {
    const other = await store.db.$client.transaction('write');
    await other.execute('delete from block');
    const waiting = writeFlush(store.db, batchOf(), clock);
    await other.commit();
    expect(await waiting).toEqual({ ok: true });
  });
});

test.each([
  ['SQLITE_BUSY', 'busy', 'transient'],
  ['SQLITE_BUSY_SNAPSHOT', 'busy', 'transient'],
  ['TRANSACTION_TIMEOUT', 'busy', 'transient'],
  ['SQLITE_CONSTRAINT', 'refused', 'row'],
  ['SQLITE_CONSTRAINT_NOTNULL', 'refused', 'row'],
  ['SQLITE_MISMATCH', 'refused', 'row'],
  ['SQLITE_TOOBIG', 'refused', 'row'],
  ['ARGS_INVALID', 'refused', 'row'],
  ['SQLITE_UNKNOWN', 'refused', 'row'],
  ['SQLITE_FULL', 'refused', 'database'],
  ['SQLITE_READONLY', 'refused', 'database'],
  ['SQLITE_CORRUPT', 'refused', 'database'],
  ['SQLITE_AUTH', 'refused', 'database'],
  ['BLOCKED', 'refused', 'database'],
  ['SQL_PARSE_ERROR', 'refused', 'database'],
  ['SQLITE_IOERR', 'refused', 'transient'],
  ['SQLITE_NOMEM', 'refused', 'transient'],
  ['HRANA_PROTO_ERROR', 'unreachable', 'transient'],
])('[STO7] libSQL’s %s is %s, the fault of %s, and no SQL is passed on', (libsql, code, fault) => {
  const failure = writeFailure(new LibsqlError('near "insert into session": secret', libsql));
  expect(failure).toMatchObject({ ok: false, code, fault, reason: libsql });
  expect(JSON.stringify(failure)).not.toMatch(/insert|secret/);
});

test('[STO7] a code that looks like none is not passed on', () => {
  const failure = writeFailure(new LibsqlError('', 'SQLITE_ insert into secret'));
  expect(JSON.stringify(failure)).not.toContain('secret');
});

test('[STO6] a busy database is asked again with growing pauses, then left alone', async () => {
  let calls = 0;
  const { url, server } = await serve((_, response) => {
    calls++;
    response.writeHead(429).end('{"error":"busy"}');
  });
  slept.length = 0;
  const outcome = await writeFlush(openDatabase({ url }), batchOf(), clock);
  expect(outcome).toMatchObject({ ok: false, code: 'busy' });
  expect(calls).toBe(4);
  expect(slept).toEqual([50, 150, 450]);
  server.closeAllConnections();
  server.close();
});

test('[STO6] a database that was busy for long is left alone at once', async () => {
  let calls = 0;
  const { url, server } = await serve((_, response) => {
    calls++;
    response.writeHead(429).end('{"error":"busy"}');
  });
  let now = HOUR;
  const slowClock: Clock = { ...clock, now: () => (now += 6_000) };
  expect(await writeFlush(openDatabase({ url }), batchOf(), slowClock)).toMatchObject({
    code: 'busy',
  });
  expect(calls).toBe(2);
  server.closeAllConnections();
  server.close();
});
