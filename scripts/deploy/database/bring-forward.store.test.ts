import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readJournal } from '../../start/libsql/migration.ts';
import { migrateWithBackup } from './migrate-with-backup.ts';
import { startLibsql } from './database.fixture.ts';
import { readContents, schemaStatusOf, withClient, type DatabaseAccess } from './database.ts';

/** Migrations on the real libSQL server: from nothing, from an older version, and those that fail. */
const ROOT = join(import.meta.dirname, '../../..');
const journal = readJournal(ROOT);

let folder = '';
let server: Awaited<ReturnType<typeof startLibsql>>;
let lines: string[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'forward-'));
  lines = [];
  server = await startLibsql();
});
afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

const access = (): DatabaseAccess => ({ url: server.url, token: '' });
const backups = () => (existsSync(join(folder, 'b')) ? readdirSync(join(folder, 'b')) : []);
const forward = async () =>
  await migrateWithBackup(access(), {
    journal,
    backups: join(folder, 'b'),
    now: () => new Date(0),
    report: (line) => lines.push(line),
  });

async function migrateOnly(count: number): Promise<void> {
  await withClient(access(), async (client) => {
    await client.execute(
      'CREATE TABLE __drizzle_migrations (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at numeric)',
    );
    for (const { tag, when } of journal.entries.slice(0, count)) {
      const sql = readFileSync(join(ROOT, `drizzle/migrations/${tag}.sql`), 'utf8');
      await client.batch(sql.split('--> statement-breakpoint'), 'write');
      await client.execute({
        sql: 'INSERT INTO __drizzle_migrations (hash, created_at) VALUES (?, ?)',
        args: [createHash('sha256').update(sql).digest('hex'), when],
      });
    }
  });
}

const schemaStatus = async () => schemaStatusOf(await readContents(access()), journal).kind;

test('[STO4] a new database gets all tables, and no backup of nothing', async () => {
  await forward();
  expect(await schemaStatus()).toBe('current');
  expect(backups()).toEqual([]);
  await forward();
  expect(lines.at(-1)).toContain('up to date');
});

test('[STO4] one of an older version is backed up first, then migrated', async () => {
  await migrateOnly(journal.entries.length - 1);
  await forward();
  expect(await schemaStatus()).toBe('current');
  expect(backups()).toEqual(['1970-01-01T00-00-00-000Z.sql']);
  const dump = readFileSync(join(folder, 'b/1970-01-01T00-00-00-000Z.sql'), 'utf8');
  expect(dump.match(/INSERT INTO "__drizzle_migrations"/g)).toHaveLength(
    journal.entries.length - 1,
  );
  expect(lines.at(-1)).toBe(`migrate: ${journal.entries.at(-1)?.tag ?? ''}`);
});

test('[STO4] a newer database is refused, untouched', async () => {
  await forward();
  await withClient(access(), async (client) => {
    await client.execute("INSERT INTO __drizzle_migrations (hash, created_at) VALUES ('x', 9e12)");
  });
  await expect(forward()).rejects.toMatchObject({
    code: 'refused',
    message: expect.stringContaining('migrated by a newer one'),
  });
  expect(backups()).toEqual([]);
});

test('without a backup nothing is migrated', async () => {
  await migrateOnly(1);
  const before = await readContents(access());
  const attempt = migrateWithBackup(access(), {
    journal,
    // A file stands where the folder would.
    backups: import.meta.filename,
    now: () => new Date(0),
    report: () => undefined,
  });
  await expect(attempt).rejects.toMatchObject({ code: 'backup_failed' });
  expect(await readContents(access())).toEqual(before);
});

test('a migration that fails is one sentence, and the backup is there', async () => {
  await migrateOnly(1);
  await withClient(access(), async (client) => {
    // The next migration finds its table there already.
    const { tag = '' } = journal.entries.at(-1) ?? {};
    const sql = readFileSync(join(ROOT, `drizzle/migrations/${tag}.sql`), 'utf8');
    const table = /CREATE (?:TABLE|INDEX) `(\w+)`/.exec(sql)?.[1] ?? 'none';
    await client.execute(`CREATE TABLE ${table} (x integer)`);
  });
  await expect(forward()).rejects.toMatchObject({ code: 'migration_failed' });
  expect(backups()).toHaveLength(1);
});
