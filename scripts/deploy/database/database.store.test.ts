import type { Client } from '@libsql/client/http';
import { createReadStream, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { readJournal } from '../../start/libsql/migration.ts';
import { backUp, restore } from './backup.ts';
import { startLibsql } from './database.fixture.ts';
import {
  migrateForward,
  openClient,
  checkWritable,
  readContents,
  schemaStatusOf,
  withClient,
} from './database.ts';
import { DeployFault } from '../fault.ts';

const journal = readJournal(join(import.meta.dirname, '../../..'));
/** Thousands of small writes, on machines that are busy with something else. */
const PATIENCE = { timeout: 120_000 };
const newest = Math.max(...journal.entries.map(({ when }) => when));

let folder = '';
let source: Awaited<ReturnType<typeof startLibsql>>;
let target: Awaited<ReturnType<typeof startLibsql>>;
const access = () => ({ url: source.url, token: '' });
const copy = () => ({ url: target.url, token: '' });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'deploy-backup-'));
  [source, target] = await Promise.all([startLibsql(), startLibsql()]);
});
afterAll(async () => {
  await Promise.all([source.close(), target.close()]);
  rmSync(folder, { recursive: true });
});

const linesOf = (path: string) => createInterface({ input: createReadStream(path) });

const PAGE = 500;
/** Together more than a server answers at once. */
const BLOCKS = 31;

async function everything(database: { url: string; token: string }): Promise<unknown> {
  return await withClient(database, async (client) => {
    const { tables } = await readContents(database);
    const schema = await client.execute('SELECT type, name FROM sqlite_master ORDER BY name');
    const found: unknown[] = [schema.rows.map((row) => [...Object.values(row)])];
    for (const table of tables) {
      const texts: string[] = [];
      for (let page = 0; page * PAGE === texts.length; page++) {
        // A server takes seconds over large blobs: of those their ends tell enough.
        const what =
          table === 'block' ? 'session, first_seq, length(data), substr(data, -16)' : '*';
        const { rows } = await client.execute(
          `SELECT ${what} FROM "${table}" LIMIT ${String(PAGE)} OFFSET ${String(page * PAGE)}`,
        );
        texts.push(...rows.map((row) => Object.values(row).map(readable).join()));
      }
      found.push([table, texts.sort()]);
    }
    return found;
  });
}

const readable = (value: unknown): string =>
  value instanceof ArrayBuffer
    ? `blob ${Buffer.from(value).toString('hex')}`
    : `${typeof value} ${String(value)}`;

describe('a database on the real libSQL server', () => {
  test('[STO4] a new one is empty, is migrated, and is current then', async () => {
    expect(schemaStatusOf(await readContents(access()), journal)).toEqual({ kind: 'empty' });
    await checkWritable(access());
    await migrateForward(access());
    expect(schemaStatusOf(await readContents(access()), journal)).toEqual({ kind: 'current' });
    await migrateForward(access());
    expect(schemaStatusOf(await readContents(access()), journal)).toEqual({ kind: 'current' });
  });

  test(
    'a dump read back into an empty database is the same, whatever stands in it',
    PATIENCE,
    async () => {
      const client = openClient(access());
      await client.execute('CREATE TABLE odd (n INTEGER, r REAL, t TEXT, b BLOB, "q""x" TEXT)');
      const strange = ["it's", 'two\nlines', 'a\0b', '', '\u2028 \u{1f600} --', 'x'.repeat(9_000)];
      for (const text of strange) {
        const args = [2n ** 62n, 0.1, text, new Uint8Array([0, 255, 10]), null];
        await client.execute({ sql: 'INSERT INTO odd VALUES (?, ?, ?, ?, ?)', args });
      }
      await client.execute('INSERT INTO odd VALUES (-1, 3.0, NULL, zeroblob(0), 9e999)');
      await client.execute(
        'INSERT INTO odd (n) WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 600) SELECT i FROM c',
      );
      // More than a server answers at once, and keys of several columns.
      for (let seq = 0; seq < BLOCKS; seq++) await insertBlock(client, seq);
      client.close();

      const { path, rows } = await backUp(access(), { folder: join(folder, 'new'), name: 'dump' });
      expect(rows).toBeGreaterThan(600 + BLOCKS);
      expect(statSync(path).mode & 0o777).toBe(0o600);
      expect(statSync(join(folder, 'new')).mode & 0o777).toBe(0o700);
      expect(readdirSync(join(folder, 'new'))).toEqual(['dump.sql']);

      await restore(copy(), linesOf(path));
      expect(await everything(copy())).toEqual(await everything(access()));
      expect(schemaStatusOf(await readContents(copy()), journal)).toEqual({ kind: 'current' });
    },
  );

  test('a restore into a database that is not empty changes nothing', async () => {
    const before = await everything(copy());
    await expect(restore(copy(), linesOf(join(folder, 'new/dump.sql')))).rejects.toThrow();
    expect(await everything(copy())).toEqual(before);
  });

  test('a dump that fails leaves no file behind', async () => {
    const gone = { url: 'http://127.0.0.1:1', token: '' };
    await expect(backUp(gone, { folder, name: 'broken' })).rejects.toThrow();
    expect(readdirSync(folder).filter((name) => name.startsWith('broken'))).toEqual([]);
  });

  test('a database that cannot be written is a fault with what to do', async () => {
    const attempt = checkWritable({ url: 'http://127.0.0.1:1', token: '' });
    await expect(attempt).rejects.toThrow(DeployFault);
    await expect(attempt).rejects.toThrow(/make one with full access/);
  });
});

const columnSchema = z.object({ name: z.string(), type: z.string() });

async function insertBlock(client: Client, seq: number): Promise<void> {
  const { rows } = await client.execute("SELECT name, type FROM pragma_table_info('block')");
  const columns = rows.map((row) => columnSchema.parse(row));
  const values = columns.map(({ type }) => {
    if (type.toLowerCase() === 'blob') return 'randomblob(256000)';
    return type.toLowerCase() === 'integer' ? String(seq) : `'s${String(seq % 7)}'`;
  });
  const names = columns.map(({ name }) => name).join(', ');
  await client.execute(`INSERT INTO block (${names}) VALUES (${values.join(', ')})`);
}

describe('[STO4] how a database stands to the code', () => {
  const all = journal.entries.map(({ when }) => when);
  const tables = ['__drizzle_migrations', 'session'];

  test.each([
    ['nothing in it', { appliedAt: [], tables: [] }, 'empty'],
    ['tables of something else', { appliedAt: [], tables: ['customers'] }, 'foreign'],
    ['every migration', { appliedAt: all, tables }, 'current'],
    ['the first migration only', { appliedAt: all.slice(0, 1), tables }, 'behind'],
    ['a migration that the code lacks', { appliedAt: [...all, newest + 1], tables }, 'newer'],
    ['one of another history', { appliedAt: [1, ...all], tables }, 'newer'],
  ])('%s', (_, contents, kind) => {
    expect(schemaStatusOf(contents, journal).kind).toBe(kind);
  });

  test('what is pending is named', () => {
    const schemaStatus = schemaStatusOf({ appliedAt: all.slice(0, -1), tables }, journal);
    expect(schemaStatus).toEqual({ kind: 'behind', pending: [journal.entries.at(-1)?.tag] });
  });
});
