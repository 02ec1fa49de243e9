import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  databaseWith,
  earlierNames,
  openEarlierFolder,
  type EarlierFolder,
} from '../data-folder/earlier.ts';
import { startMonitor } from '../whole/monitor/monitor.ts';

/** That libSQL has none of the same name. */
const HUB_TABLES = ['meta', 'card', 'page', 'journal'];
const LATER = 4_000_000_000_000;

/** Of an earlier version, made one of a later version by its version alone. */
let folder: EarlierFolder;

beforeEach(() => {
  folder = openEarlierFolder(earlierNames()[0]);
});
afterEach(() => {
  folder.remove();
});

function rowsOf(table: string): unknown[] {
  const database = databaseWith(folder.path, table);
  const rows = database.prepare(`select * from ${table}`).all();
  database.close();
  return rows;
}

function change(table: string, sql: string): void {
  const database = databaseWith(folder.path, table);
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
  const output = await refusedStart();
  expect(output).toContain('written by a later version of Claude Monitor');
  expect(output).toContain('start that version');
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
