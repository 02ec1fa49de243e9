import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { freePort, isHealthy, sqldBinary } from './sqld.ts';
import { StartFault } from '../fault.ts';
import { canWrite, queryLibsql } from './libsql-query.ts';
import { LibsqlServer } from './libsql-server.ts';

const PATIENCE = { timeout: 15_000 };

let folder = '';
let server: LibsqlServer;
let lines: string[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'libsql-'));
  lines = [];
  server = await LibsqlServer.start({
    binary: sqldBinary() ?? '',
    folder: join(folder, 'libsql'),
    port: await freePort(),
    report: (line) => lines.push(line),
    probeEveryMs: 50,
    probeTimeoutMs: 200,
  });
});
afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

const sql = async (...statements: string[]) =>
  await queryLibsql({ url: server.url, token: '', sql: statements, timeoutMs: 5_000 });

/** A new server on the old port that takes writes. */
const isReplaced = (pid: number | undefined) => async () =>
  server.pid !== pid && (await canWrite(server.url, 1_000));

test('a server killed with -9 is back on its port with its data', async () => {
  await sql('CREATE TABLE kept (value TEXT)', "INSERT INTO kept VALUES ('here')");
  server.keepAlive();
  const { pid } = server;
  process.kill(pid ?? 0, 'SIGKILL');
  await expect.poll(isReplaced(pid), PATIENCE).toBe(true);
  expect(await sql('SELECT value FROM kept')).toEqual([[['here']]]);
  expect(lines[0]).toContain('ended');
});

test('a server that is alive and answers nothing is replaced', async () => {
  server.keepAlive();
  const { pid } = server;
  process.kill(pid ?? 0, 'SIGSTOP');
  await expect.poll(isReplaced(pid), PATIENCE).toBe(true);
  expect(lines[0]).toContain('no longer answers');
});

test('a closed server stays closed', async () => {
  server.keepAlive();
  await server.close();
  await server.close();
  expect(await isHealthy(server.url, 200)).toBe(false);
});

test('a database that refuses a statement says so', async () => {
  await expect(sql('SELECT * FROM nowhere')).rejects.toThrow('no such table');
});

test('a folder that libSQL cannot use is one sentence with what to do', async () => {
  const options = { binary: '/bin/false', folder: join(folder, 'other'), report: () => undefined };
  const start = LibsqlServer.start({ ...options, port: await freePort() });
  await expect(start).rejects.toThrow(StartFault);
});
