import { sql } from 'drizzle-orm';
import { migrate } from '@claude-monitor/drizzle/migrate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startStore, type TestStore } from './testing/store.fixture.ts';

let store: TestStore;
beforeAll(async () => {
  store = await startStore();
});
afterAll(async () => {
  await store.stop();
});

const definitions = async (): Promise<{ name: string; sql: string }[]> =>
  await store.db.all(sql`
    select name, sql from sqlite_master
    where type = 'table' and name not like 'sqlite_%' and name not like '\\_\\_%' escape '\\'
    and name not like 'libsql_%' order by name`);

/** Their keys are numbers: rows of blocks are long, and an hour of probes has no other. */
const WITH_ROWID = new Set(['block', 'probe_hour']);

test('tables are WITHOUT ROWID, so that a row is billed once, but for those whose key is a number', async () => {
  const tables = await definitions();
  expect(tables.map((table) => table.name)).toEqual([
    'activity_hour',
    'activity_trend',
    'block',
    'edge_hour',
    'error_hour',
    'hub_cursor',
    'label_set',
    'probe_hour',
    'project',
    'request_chunk',
    'session',
    'task',
    'usage_hour',
    'usage_trend',
  ]);
  for (const table of tables) {
    const isWithout = / WITHOUT ROWID$/.test(table.sql);
    expect([table.name, isWithout]).toEqual([table.name, !WITH_ROWID.has(table.name)]);
  }
});

test('[STO4] migrating a database that is up to date changes nothing', async () => {
  const before = await definitions();
  await migrate(store.url);
  expect(await definitions()).toEqual(before);
  const applied = await store.db.all(sql`select hash from __drizzle_migrations`);
  expect(new Set(applied).size).toBe(applied.length);
});
