import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@libsql/client/http';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { migrate } from '../../../drizzle/migrate.ts';
import { freePort, sqldBinary } from './sqld.ts';
import { compactLibsql, isWorthCompacting } from './compact.ts';
import { LibsqlServer } from './libsql-server.ts';

const CANARY = 'canary-5f2e91';
const ROWS = 6_000;

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'compact-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

async function withServer<Value>(use: (url: string) => Promise<Value>): Promise<Value> {
  const binary = sqldBinary();
  if (binary === null) throw new Error('no libSQL server for this platform');
  const options = { binary, folder, port: await freePort(), report: () => undefined };
  const server = await LibsqlServer.start(options);
  try {
    return await use(server.url);
  } finally {
    await server.close();
  }
}

async function run(url: string, ...statements: string[]): Promise<unknown[]> {
  const client = createClient({ url });
  try {
    const results = await client.batch(statements, 'write');
    return results.at(-1)?.rows.map((row) => ({ ...row })) ?? [];
  } finally {
    client.close();
  }
}

/** A block of a session whose bytes are easily found again. */
const fill = (workspace: string, text: string, rows: number): string => `
  with recursive n(i) as (select 1 union all select i + 1 from n where i < ${String(rows)})
  insert into block (workspace, session, first_seq, last_seq, from_at, to_at, stored_at, count, data)
  select '${workspace}', '${text}' || i, i, i, 1, 1, 1, 1, cast('${text}' || hex(randomblob(2000)) as blob) from n`;

function filesWith(text: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => readFileSync(path).includes(text));
}

const snapshotsWithCanary = (): string[] =>
  filesWith(CANARY).filter((path) => path.includes('/snapshots/'));

test('[STO10] what was deleted is in no file after compacting, and the rest is as it was', async () => {
  // In MB: a log that is longer is packed into snapshots, as that of a large database is.
  vi.stubEnv('SQLD_MAX_LOG_SIZE', '1');
  const rest =
    "select count(*) as n, sum(length(data)) as bytes from block where workspace = 'stays'";
  const before = await withServer(async (url) => {
    await migrate(url);
    await run(url, fill('stays', 'kept-', 50), fill('leaves', CANARY, ROWS));
    await expect.poll(snapshotsWithCanary, { timeout: 20_000 }).not.toEqual([]);
    return await run(url, "delete from block where workspace = 'leaves'", rest);
  });
  expect(filesWith(CANARY).length).toBeGreaterThan(0);
  expect(isWorthCompacting(folder)).toBe(true);
  const sizes = compactLibsql(folder);
  expect(filesWith(CANARY)).toEqual([]);
  expect(sizes.after).toBeLessThan(sizes.before / 20);
  console.log(`bytes before ${String(sizes.before)}, after ${String(sizes.after)}`);
  expect(isWorthCompacting(folder)).toBe(false);
  await withServer(async (url) => {
    expect(await run(url, rest)).toEqual(before);
    await run(url, fill('new', 'written-', 10));
  });
  expect(filesWith(CANARY)).toEqual([]);
});

test('a server that was killed is compacted with what its log still holds', async () => {
  const copy = mkdtempSync(join(tmpdir(), 'killed-'));
  const count = 'select count(*) as n from block';
  await withServer(async (url) => {
    await migrate(url);
    await run(url, fill('stays', 'kept-', 50));
    // As a kill at this moment leaves it: the database with a log beside it.
    cpSync(folder, copy, { recursive: true });
  });
  rmSync(folder, { recursive: true });
  folder = copy;
  compactLibsql(folder);
  await withServer(async (url) => {
    expect(await run(url, count)).toEqual([{ n: 50 }]);
  });
});
