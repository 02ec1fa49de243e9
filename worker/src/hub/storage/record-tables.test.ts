import { deflateRawSync } from 'node:zlib';
import { env } from 'cloudflare:workers';
import { runInDurableObject } from 'cloudflare:test';
import { STORAGE_CONTRACT } from '@claude-monitor/fold/testing/storage-contract.fixture';
import { hash64 } from '@claude-monitor/protocol';
import { describe, expect, test } from 'vitest';
import { newName } from '../hub.fixture.ts';
import { createTables } from './migrations.ts';
import { DICTIONARIES } from './record-dictionaries.ts';
import { sqlRecords } from './record-tables.ts';

const withSql = (work: (sql: SqlStorage) => void): Promise<void> =>
  runInDurableObject(env.HUB.getByName(newName()), (_, { storage }) => {
    createTables(storage.sql);
    work(storage.sql);
  });

describe('[HUB3] storage in a Durable Object', () => {
  test.each(Object.entries(STORAGE_CONTRACT))('%s', async (_, check) => {
    await withSql((sql) => {
      check(sqlRecords(sql));
    });
  });

  test('keys with the same hash are separate records, also when one of them is removed', async () => {
    await withSql((sql) => {
      const records = sqlRecords(sql);
      const key = 'a key';
      const id = parseInt(hash64(key).slice(0, 13), 16);
      // Two others stand where it belongs.
      for (const [offset, other] of ['first', 'second'].entries()) {
        sql.exec('insert into chunk_record values (?, ?, ?)', id + offset, other, 'other');
      }
      records.write('chunk', [{ key, body: 'mine' }]);
      expect(records.read('chunk', key)).toBe('mine');
      records.write('chunk', [{ key, body: 'mine now' }]);
      expect(records.read('chunk', key)).toBe('mine now');
      expect([...sql.exec('select id from chunk_record')]).toHaveLength(3);
    });
  });

  test.each(['chunk', 'task'] as const)(
    'of many %s records written at once each is there, also where another stood in the way of some',
    async (kind) => {
      await withSql((sql) => {
        const records = sqlRecords(sql);
        const listed = { lastAt: 7, status: 'open', namedId: null } as const;
        const columns = kind === 'task' ? listed : undefined;
        const keys = Array.from({ length: 75 }, (_, index) => `record ${String(index)}`);
        const placeOf = (key: string): number => parseInt(hash64(key).slice(0, 13), 16);
        const inTheWay = [3, 20, 21, 74].flatMap((index) => keys[index] ?? []);
        for (const key of inTheWay) {
          records.write(kind, [{ key, body: 'soon in the way', columns }]);
          sql.exec(`update ${kind}_record set key = ? where id = ?`, `not ${key}`, placeOf(key));
        }
        for (const body of ['first', 'second'.repeat(50)]) {
          records.write(
            kind,
            keys.map((key) => ({ key, body: `${body} ${key}`, columns })),
          );
          expect(keys.map((key) => records.read(kind, key))).toEqual(
            keys.map((key) => `${body} ${key}`),
          );
          const rows = [...sql.exec(`select id from ${kind}_record`)];
          expect(rows).toHaveLength(keys.length + inTheWay.length);
        }
        records.remove(kind, 'record 20');
        expect(records.read(kind, 'record 20')).toBeUndefined();
        if (kind === 'task') {
          expect(records.listed.task.newestOf('open', { since: 0, limit: 100 })).toHaveLength(78);
        }
      });
    },
  );

  test('a record of the second edition is read with the names of today, and written with them', async () => {
    await withSql((sql) => {
      const records = sqlRecords(sql);
      const body = (list: string, status: string): string =>
        `{"ref":"track-1","toSession":"s","${list}":{"tracks":17,"open":null,"${status}":{"at":17,"status":"failed"}}}`;
      const dictionary = new TextEncoder().encode(DICTIONARIES[2]?.track);
      const stored = deflateRawSync(body('given', 'standing'), { dictionary });
      records.write('track', [{ key: 'a track', body: body('indexed', 'status') }]);
      sql.exec('update track_record set body = ?', Uint8Array.of(2, ...stored).buffer);
      expect(records.read('track', 'a track')).toBe(body('indexed', 'status'));
    });
  });
});
