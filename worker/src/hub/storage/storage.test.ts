import { env } from 'cloudflare:workers';
import { runInDurableObject } from 'cloudflare:test';
import { describe, expect, test } from 'vitest';
import type { Hub } from '../hub.ts';
import {
  eventOf,
  newName,
  recordingWriter,
  stamped,
  take,
  withCore,
  AWAY,
} from '../hub.fixture.ts';
import { Journal } from '../ingest/journal.ts';
import { createTables } from './migrations.ts';
import { readProgress } from '../state/progress.ts';
import { requestsOf } from '../../store/testing/requests.fixture.ts';
import { readMeta, writeMeta } from './storage.ts';

const withTables = (work: (sql: SqlStorage) => void): Promise<void> =>
  runInDurableObject(env.HUB.getByName(newName()), (_: Hub, { storage }) => {
    createTables(storage.sql);
    work(storage.sql);
  });

describe('the journal', () => {
  const append = (journal: Journal, firstSeq: number, count: number): void => {
    const events = Array.from({ length: count }, (_, index) =>
      stamped(eventOf({ id: String(firstSeq + index), type: 'prompt', time: firstSeq })),
    );
    const body = JSON.stringify(events);
    const row = { firstSeq, lastSeq: firstSeq + count - 1, at: firstSeq, body };
    journal.append({ ...row, bytes: body.length });
  };

  test('is read from any seq on, and counts what it holds over an eviction', async () => {
    await withTables((sql) => {
      const journal = new Journal(sql);
      for (let row = 0; row < 30; row++) append(journal, 101 + row * 3, 3);
      const firsts = (seq: number) => [...journal.after(seq)].map((row) => row.firstSeq);
      expect(firsts(0)).toHaveLength(30);
      expect(firsts(100)).toHaveLength(30);
      expect(firsts(101)[0]).toBe(101);
      expect(firsts(103)[0]).toBe(104);
      expect(firsts(190)).toEqual([]);
      expect(journal.lastSeq()).toBe(190);
      expect(journal.size).toMatchObject({ rows: 30, events: 90, oldestAt: 101 });
      expect(new Journal(sql).size).toEqual(journal.size);

      journal.trim(105);
      expect(firsts(0)[0]).toBe(104);
      expect(journal.size).toMatchObject({ rows: 29, events: 87, oldestAt: 104 });
      expect(new Journal(sql).size).toEqual(journal.size);
    });
  });

  test('is dropped a table at a time, whatever arrived meanwhile', async () => {
    await withTables((sql) => {
      const written: number[] = [];
      const exec = (query: string, ...values: unknown[]) => {
        const cursor = sql.exec(query, ...values);
        written.push(cursor.rowsWritten);
        return cursor;
      };
      const counted = new Proxy(sql, {
        get: (target, name) => (name === 'exec' ? exec : (Reflect.get(target, name) as unknown)),
      });
      const journal = new Journal(counted);
      const seqs = (of: Journal): number[] => [...of.after(0)].map(({ firstSeq }) => firstSeq);
      let next = 1;
      for (let turn = 0; turn < 5; turn++) {
        for (let row = 0; row < 20; row++) append(journal, next++, 1);
        const to = journal.lastSeq();
        journal.turn();
        append(journal, next++, 1);
        // In the middle of a turn, and of a turn that another one meets.
        journal.turn();
        append(journal, next++, 1);
        const before = seqs(journal);
        expect(before).toEqual([...before].sort((a, b) => a - b));
        expect(seqs(new Journal(sql))).toEqual(before);
        written.length = 0;
        journal.trim(to);
        expect(written.reduce((sum, rows) => sum + rows, 0)).toBeLessThanOrEqual(2);
        expect(seqs(journal)).toEqual([to + 1, to + 2]);
        expect(seqs(new Journal(sql))).toEqual([to + 1, to + 2]);
        expect(new Journal(sql).size).toEqual(journal.size);
        expect(journal.size).toMatchObject({ rows: 2, events: 2, oldestAt: to + 1 });
      }
      journal.trim(next);
      expect(journal.size).toEqual({ rows: 0, events: 0, bytes: 0, oldestAt: null });
      expect(journal.lastSeq()).toBe(0);
    });
  });

  test('is cleared row by row while a cursor that is still read forbids to drop a table', async () => {
    await withTables((sql) => {
      const journal = new Journal(sql);
      for (let row = 0; row < 20; row++) append(journal, 1 + row, 1);
      const read = sql.exec("select name from sqlite_master where type = 'table'");
      read.next();
      journal.trim(20);
      expect(journal.size.rows).toBe(0);
      expect([...sql.exec('select 1 from journal')]).toEqual([]);
      expect([...read].length).toBeGreaterThan(0);
      append(journal, 21, 1);
      expect(new Journal(sql).size).toMatchObject({ rows: 1, oldestAt: 21 });
    });
  });

  test('is trimmed only below both what was folded and what was flushed', async () => {
    let writer = recordingWriter(async () => AWAY);
    await withCore({ writer: () => writer }, async (core) => {
      const { hub } = core;
      await take(core, [eventOf({ id: 'a', type: 'prompt' })]);
      hub.workspaceState.checkpoint();
      await hub.flusher.flush();
      expect(hub.journal.size.events).toBe(1);
      await take(core, [eventOf({ id: 'b', type: 'prompt' })]);
      writer = recordingWriter();
      await hub.flusher.flush();
      // `b` came after the range was cut: neither in the checkpoint nor in libSQL.
      expect(hub.journal.size.events).toBe(1);
      await hub.flusher.flush();
      expect(hub.journal.size.events).toBe(0);
    });
  });
});

describe('[HUB3] tables', () => {
  test('carry a schema version, and are made once', async () => {
    await withTables((sql) => {
      expect(readMeta(sql, 'schema')).toBe(19);
      createTables(sql);
      expect(readMeta(sql, 'schema')).toBe(19);
    });
  });

  test('of the version before name what a budget counts its scope, and audit what was created', async () => {
    await withCore({ writer: () => recordingWriter() }, async (core) => {
      const { sql } = core.ctx.storage;
      const name = '"of":{ of one who is called that';
      const budget = {
        ...{ id: 'b', of: { kind: 'project', name }, unit: 'dollars', limit: 5, period: 'month' },
        ...{ timezone: 'UTC', channels: null, createdAt: 1, alerted: [] },
      };
      sql.exec('insert into budget (id, state) values (?, ?)', 'b', JSON.stringify(budget));
      for (const kind of ['budget_made', 'link_made', 'budget_tripped']) {
        sql.exec(
          'insert into audit (at, kind, actor, id, name) values (1, ?, ?, ?, ?)',
          kind,
          name,
          name,
          'budget_made',
        );
      }
      writeMeta(sql, 'schema', 18);
      const hub = core.again();
      expect(hub.budgets.budgets.find('b')).toMatchObject({ scope: { kind: 'project', name } });
      expect(hub.audit.list().slice(0, 3)).toMatchObject([
        { kind: 'budget_tripped', by: name, name: 'budget_made' },
        { kind: 'link_created' },
        { kind: 'budget_created' },
      ]);
    });
  });

  test('[STO2] of the version before chunks of requests are brought forward, and libSQL gets all rows again', async () => {
    const writer = recordingWriter();
    await withCore({ writer: () => writer }, async (core) => {
      const usage = eventOf({ id: 'a', type: 'usage', inputTokens: 7 });
      await take(core, [usage, eventOf({ id: 'b', type: 'task.start', taskId: 'T' })]);
      await core.hub.flusher.flush();
      const { sql } = core.ctx.storage;
      const { epoch } = readProgress(sql);
      for (const kind of ['session', 'task']) {
        sql.exec(`drop index ${kind}_by_status`);
        sql.exec(`alter table ${kind}_record rename column status to standing`);
        sql.exec(`create index ${kind}_by_last on ${kind}_record (last_at)`);
        sql.exec(
          `create index ${kind}_by_standing on ${kind}_record (standing, last_at) where standing > 0`,
        );
      }
      sql.exec('alter table status_page_record rename to standing_page_record');
      sql.exec('drop table incident');
      sql.exec('alter table sent_alert rename to incident');
      sql.exec('alter table incident rename column alerted_at to told_at');
      writeMeta(sql, 'schema', 7);
      writer.batches.length = 0;
      const hub = core.again();
      expect(await hub.flusher.flush()).toBe(true);
      const [batch] = writer.batches;
      expect(batch?.epoch).toBeGreaterThan(epoch);
      expect(batch?.requestChunks.flatMap(requestsOf)).toMatchObject([{ inputTokens: 7 }]);
      expect([batch?.sessions.length, batch?.tasks.length]).toEqual([1, 1]);
      expect(hub.workspaceState.newest.tasks(10)).toHaveLength(1);
      const indexes = [...sql.exec("select name from sqlite_master where name like '%by_last'")];
      expect(indexes).toEqual([]);
    });
  });
});
