import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LibsqlError } from '@libsql/client/web';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase } from './client.ts';
import { batchOf, HOUR } from './rows.fixture.ts';
import { startStore, type TestStore } from './store.fixture.ts';
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
    expect(outcome).toMatchObject({ ok: false, code: 'timeout', isPermanent: false });
    server.closeAllConnections();
    server.close();
  });

  test('unreachable, when nothing listens', async () => {
    const { url, server } = await serve(() => undefined);
    await new Promise((resolve) => server.close(resolve));
    const outcome = await writeFlush(openDatabase({ url }), batchOf(), clock);
    expect(outcome).toMatchObject({ ok: false, code: 'unreachable', isPermanent: false });
  });

  test.each([
    [401, 'refused', false],
    [413, 'refused', true],
    [429, 'busy', false],
    [502, 'unreachable', false],
  ])('HTTP %i as %s, permanent %o', async (status, code, isPermanent) => {
    const { url, server } = await serve((_, response) => {
      response.writeHead(status).end('{"error":"no"}');
    });
    const outcome = await writeFlush(openDatabase({ url }), batchOf(), clock);
    expect(outcome).toMatchObject({ ok: false, code, isPermanent });
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
  ['SQLITE_BUSY', 'busy', false],
  ['TRANSACTION_TIMEOUT', 'busy', false],
  ['SQLITE_CONSTRAINT', 'refused', true],
  ['SQLITE_TOOBIG', 'refused', true],
  ['SQLITE_UNKNOWN', 'refused', false],
  ['SQLITE_FULL', 'refused', false],
  ['HRANA_PROTO_ERROR', 'unreachable', false],
])('libSQL’s %s is %s, permanent %o, and tells no SQL', (libsql, code, isPermanent) => {
  const failure = writeFailure(new LibsqlError('near "insert into session": secret', libsql));
  expect(failure).toMatchObject({ ok: false, code, isPermanent });
  expect(failure.message).not.toContain('insert');
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
