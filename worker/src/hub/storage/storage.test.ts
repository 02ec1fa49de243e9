import { env } from 'cloudflare:workers';
import { runInDurableObject } from 'cloudflare:test';
import type { Fact } from '@claude-monitor/fold';
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
import { StoredPages } from './pages.ts';
import { createTables, readMeta } from './storage.ts';

/** Far below what a row may hold, 2 MB. */
const MAX_PART_BYTES = 512 * 1024;

/** Runs on the tables of an object of its own. */
const withTables = (work: (sql: SqlStorage) => void): Promise<void> =>
  runInDurableObject(env.HUB.getByName(newName()), (_: Hub, { storage }) => {
    createTables(storage.sql);
    work(storage.sql);
  });

const fact = (key: string, text = ''): Fact => ({
  kind: 'error',
  key,
  fields: { at: 1, errorMessage: text },
  stamp: { rank: 1, time: 1, id: key },
  overrides: null,
  joined: null,
  given: null,
  rev: 7,
});

/** Text that does not compress. */
const noise = (length: number, from: number): string => {
  let seed = from + 1;
  return Array.from({ length }, () => {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    return String.fromCharCode(33 + ((seed >>> 16) % 90));
  }).join('');
};

describe('pages', () => {
  test('come back from storage as they were, also in parts', async () => {
    await withTables((sql) => {
      const pages = new StoredPages(sql, 0);
      const page = pages.create('run', 3_600_000);
      for (let index = 0; index < 400; index++) {
        const next = fact(`f${String(index)}`, noise(4_000, index));
        page.facts.set(next.key, next);
        pages.touch(page, next.key);
      }
      page.rows.usage.set('row', 7);
      page.rev = 7;
      pages.checkpoint();
      const parts = [...sql.exec('select part, length(state) as size from page')];
      expect(parts.length).toBeGreaterThan(1);
      for (const part of parts) expect(Number(part['size'])).toBeLessThanOrEqual(MAX_PART_BYTES);
      const again = new StoredPages(sql, 0).get('run', 3_600_000);
      expect(again?.facts).toEqual(page.facts);
      expect(again?.rows).toEqual(page.rows);
      expect(again?.rev).toBe(7);

      for (const key of [...page.facts.keys()].slice(1)) {
        page.facts.delete(key);
        pages.touch(page, key);
      }
      pages.checkpoint();
      expect(new StoredPages(sql, 0).get('run', 3_600_000)?.facts).toEqual(page.facts);
    });
  });

  test('are written again only where a fact changed, also after an eviction', async () => {
    await withTables((sql) => {
      const pages = new StoredPages(sql, 0);
      const page = pages.create('run', 0);
      const change = (into: StoredPages, key: string, rev: number): void => {
        const found = into.get('run', 0);
        found?.facts.set(key, { ...fact(key), rev });
        Object.assign(found ?? {}, { rev });
        if (found !== undefined) into.touch(found, key);
        into.checkpoint();
      };
      for (let index = 0; index < 1_000; index++) {
        page.facts.set(`f${String(index)}`, fact(`f${String(index)}`));
        pages.touch(page, `f${String(index)}`);
      }
      pages.checkpoint();
      const writtenAt = (rev: number) =>
        [...sql.exec('select part from page where rev = ? order by part', rev)].length;
      change(pages, 'f0', 8);
      expect(writtenAt(8)).toBe(2);
      change(new StoredPages(sql, 0), 'f999', 9);
      expect(writtenAt(9)).toBe(2);
      const again = new StoredPages(sql, 0).get('run', 0);
      expect(again?.facts.size).toBe(1_000);
      expect(again?.facts.get('f999')?.rev).toBe(9);
    });
  });

  test('[HUB3] leave memory only when they are clean, the least recently used first', async () => {
    await withTables((sql) => {
      const pages = new StoredPages(sql, 0, 3_000);
      for (const session of ['a', 'b', 'c']) {
        const page = pages.create(session, 0);
        page.facts.set('f', fact(session));
        pages.touch(page, 'f');
      }
      pages.trimCache();
      expect(pages.cached).toBe(3);
      pages.checkpoint();
      pages.get('a', 0);
      pages.trimCache();
      expect(pages.cached).toBe(2);
      const before = pages.get('a', 0);
      expect(pages.get('a', 0)).toBe(before);
      expect(pages.get('b', 0)?.facts.get('f')?.key).toBe('b');
      expect(pages.get('b', 1)).toBeUndefined();
    });
  });

  test('know which of them libSQL does not have, over an eviction too', async () => {
    await withTables((sql) => {
      const pages = new StoredPages(sql, 0);
      for (const [session, rev] of [
        ['a', 5],
        ['b', 9],
      ] as const) {
        const page = pages.create(session, 0);
        page.rev = rev;
        pages.touch(page, 'f');
      }
      expect(pages.unflushed()).toEqual([]);
      pages.checkpoint();
      const sessions = (of: StoredPages) => of.unflushed().map((key) => key.session);
      expect(sessions(pages)).toEqual(['a', 'b']);
      expect(sessions(new StoredPages(sql, 5))).toEqual(['b']);
      pages.confirmFlush(5);
      expect(sessions(pages)).toEqual(['b']);
      expect(pages.all()).toHaveLength(2);
    });
  });
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

  test('is trimmed only below both what was folded and what was flushed', async () => {
    let writer = recordingWriter(async () => AWAY);
    await withCore({ writer: () => writer }, async (core) => {
      const { hub } = core;
      await take(core, [eventOf({ id: 'a', type: 'prompt' })]);
      hub.present.checkpoint();
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
      expect(readMeta(sql, 'schema')).toBe(5);
      createTables(sql);
      expect(readMeta(sql, 'schema')).toBe(5);
    });
  });
});
