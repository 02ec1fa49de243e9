import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { filesOf, unpackFolder } from './data-folder/pack.ts';
import { startMonitor } from './whole/monitor.ts';

/** A data folder of an earlier version, made one of a later version by its version alone. */
const FIXTURES = join(import.meta.dirname, 'fixtures/data-folder');
const [ARCHIVE = ''] = readdirSync(FIXTURES).filter((file) => file.endsWith('.tar.gz'));
/** That libSQL has none of the same name. */
const HUB_TABLES = ['meta', 'card', 'page', 'journal'];
const LATER = 4_000_000_000_000;

let folder: ReturnType<typeof unpackFolder>;

beforeEach(() => {
  folder = unpackFolder(join(FIXTURES, ARCHIVE));
});
afterEach(() => {
  folder.remove();
});

/** The database of the folder that holds this table. */
function databaseWith(table: string): DatabaseSync {
  for (const path of filesOf(folder.path)) {
    if (!path.endsWith('.sqlite') && !path.endsWith('/data')) continue;
    const database = new DatabaseSync(path);
    const found = database.prepare('select 1 from sqlite_master where name = ?').get(table);
    if (found !== undefined) return database;
    database.close();
  }
  throw new Error(`no database has a table ${table}`);
}

function rowsOf(table: string): unknown[] {
  const database = databaseWith(table);
  const rows = database.prepare(`select * from ${table}`).all();
  database.close();
  return rows;
}

function change(table: string, sql: string): void {
  const database = databaseWith(table);
  database.exec(sql);
  database.close();
}

/** What it printed before it ended with code 1. */
async function refusedStart(): Promise<string> {
  const outcome = await startMonitor({ dataFolder: folder.path }).then(
    async (monitor) => {
      await monitor.stop();
      return new Error('it started');
    },
    (error: unknown) => error,
  );
  return String(outcome);
}

test('[HUB3] a workspace of a later version is refused in a sentence, and nothing in it changes', async () => {
  change('card', "update meta set value = 999 where name = 'schema'");
  const before = HUB_TABLES.map(rowsOf);
  const said = await refusedStart();
  expect(said).toContain('written by a later version of Claude Monitor');
  expect(said).toContain('start that version');
  expect(HUB_TABLES.map(rowsOf)).toEqual(before);
});

test('[STO4] a database of a later version is refused in a sentence', async () => {
  change(
    '__drizzle_migrations',
    `insert into __drizzle_migrations (hash, created_at) values ('later', ${String(LATER)})`,
  );
  const before = rowsOf('__drizzle_migrations');
  expect(await refusedStart()).toContain('written by a later version of Claude Monitor');
  expect(rowsOf('__drizzle_migrations')).toEqual(before);
});
