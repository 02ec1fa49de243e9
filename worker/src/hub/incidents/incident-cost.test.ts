import { LIMITS } from '@claude-monitor/protocol';
import { seeded } from '@claude-monitor/protocol/testing/random';
import { expect, test } from 'vitest';
import { acted, opened, resolved } from '../../domain/incidents/incident-record.ts';
import type { IncidentRecord } from '../../domain/incidents/incident-record.ts';
import { textOf } from '../storage/storage.ts';
import { withCore } from '../hub.fixture.ts';
import { IncidentStore } from './incident-store.ts';

const AT = Date.UTC(2026, 10, 30, 12);

const recordOf = (store: IncidentStore, index: number): IncidentRecord => {
  const of = String(index);
  const reason = { code: 'silence', detail: null, count: null, of: null } as const;
  const about = { since: AT, reason, evidence: [], session: null, task: null };
  const record = opened(store.nextId, { key: `lost ${of}`, kind: 'lost', ...about }, AT);
  const session = { id: `id ${of}`, sessionId: `session ${of}` };
  return { ...record, incident: { ...record.incident, session, project: 'shop' } };
};

/** Storage that notes each statement, how it is planned, and the rows that it reads. */
function watched(sql: SqlStorage) {
  const plans = new Map<string, string>();
  let cursors: { rowsRead: number }[] = [];
  const exec = (query: string, ...values: unknown[]) => {
    if (/^\s*(select|update|delete)/.test(query)) {
      const plan = [...sql.exec(`explain query plan ${query}`, ...values)];
      plans.set(query, plan.map((row) => textOf(row['detail'])).join('; '));
    }
    const cursor = sql.exec(query, ...values);
    cursors.push(cursor);
    return cursor;
  };
  const rows = (): number => {
    const sum = cursors.reduce((total, { rowsRead }) => total + rowsRead, 0);
    cursors = [];
    return sum;
  };
  const storage = new Proxy(sql, {
    get: (target, name) => (name === 'exec' ? exec : (Reflect.get(target, name) as unknown)),
  });
  return { sql: storage, plans, rows };
}

/** Rows that each step reads while so many incidents stand and as many are kept as may be. */
function rowsRead(
  count: number,
): Promise<{ read: Map<string, number>; plans: Map<string, string> }> {
  return withCore({}, async ({ ctx }) => {
    const { sql, plans, rows } = watched(ctx.storage.sql);
    const store = new IncidentStore(sql);
    let next = 0;
    const add = (): IncidentRecord => {
      const record = recordOf(store, next++);
      store.add(record, AT);
      return record;
    };
    for (let index = 0; index < LIMITS.resolvedIncidents; index++)
      store.save(resolved(add(), 'recovered', AT));
    for (let index = 0; index < count; index++) add();
    store.stamp(1);
    const read = new Map<string, number>();
    const step = (name: string, run: () => void): void => {
      rows();
      run();
      read.set(name, rows());
    };
    step('resolve', () => {
      store.save(resolved(add(), 'recovered', AT));
    });
    step('frame', () => {
      expect(store.changedAfter(1).items).toHaveLength(1);
    });
    step('stamp', () => {
      store.stamp(2);
    });
    step('resumed', () => {
      expect(store.changedAfter(1).items).toHaveLength(1);
    });
    step('snapshot', () => {
      store.newest(LIMITS.incidentsPerFrame);
    });
    step('since', () => {
      expect(store.since).not.toBeNull();
    });
    step('page', () => {
      const { items, next } = store.list({ limit: 10, project: ['other'] }, AT);
      expect(items).toEqual([]);
      expect(next).not.toBeNull();
    });
    return { read, plans };
  });
}

test('[HUB8] what a step reads of incidents does not grow with those that stand', async () => {
  const few = await rowsRead(1_500);
  const many = await rowsRead(6_000);
  for (const [name, rows] of many.read) {
    expect(rows, name).toBeLessThanOrEqual((few.read.get(name) ?? 0) + 10);
  }
  for (const [query, plan] of many.plans) expect(plan, query).not.toContain('SCAN incident');
});

test('what is asked seldom reads each incident once', () =>
  withCore({}, ({ ctx }) => {
    const { sql, rows } = watched(ctx.storage.sql);
    const store = new IncidentStore(sql);
    for (let index = 0; index < 1_000; index++) store.add(recordOf(store, index), AT);
    rows();
    const sessions = new Set(Array.from({ length: 300 }, (_, index) => `id ${String(index)}`));
    store.forget({ sessions, sessionIds: new Set(['session 999']) });
    expect(store.size).toBe(699);
    expect(store.isOpen('lost 299')).toBe(false);
    expect(store.isOpen('lost 300')).toBe(true);
    expect(store.openCount(AT)).toBe(699);
    // Each once, and those that are deleted with what their two indexes hold.
    expect(rows()).toBeLessThanOrEqual(1_000 + 4 * 301);
    expect(store.openedSince('lost', AT)).toHaveLength(699);
    expect(store.openedSince('stalled', AT)).toEqual([]);
    expect(rows()).toBeLessThanOrEqual(2 * 699);
    return Promise.resolve();
  }));

test('a change of an incident writes three rows, and is a change of its events at once', () =>
  withCore({}, ({ ctx }) => {
    const cursors: SqlStorageCursor<Record<string, SqlStorageValue>>[] = [];
    const { sql } = ctx.storage;
    const exec = (query: string, ...values: unknown[]) => {
      const cursor = sql.exec(query, ...values);
      cursors.push(cursor);
      return cursor;
    };
    const written = new Proxy(sql, {
      get: (target, name) => (name === 'exec' ? exec : (Reflect.get(target, name) as unknown)),
    });
    const store = new IncidentStore(written);
    const record = recordOf(store, 1);
    cursors.length = 0;
    store.changedBy(7, () => {
      store.add(record, AT);
    });
    store.changedBy(8, () => {
      store.save(resolved(record, 'recovered', AT));
    });
    expect(store.isUnstamped).toBe(false);
    // The first one also takes a number that is never given again.
    expect(cursors.map(({ rowsWritten }) => rowsWritten).filter((rows) => rows > 0)).toEqual([
      4, 3,
    ]);
    expect(store.changedAfter(7).items).toHaveLength(1);
    expect(store.changedAfter(8).items).toEqual([]);
    return Promise.resolve();
  }));

test('memory knows after a restart what needs somebody', () =>
  withCore({}, ({ ctx }) => {
    const before = new IncidentStore(ctx.storage.sql);
    for (let index = 0; index < 3; index++) before.add(recordOf(before, index), AT);
    const standing = (key: string): IncidentRecord => {
      const record = before.standing(key);
      if (record === null) throw new Error(`${key} does not stand`);
      return record;
    };
    const by = { by: 'Ana', now: AT };
    before.save(acted(standing('lost 0'), { action: 'acknowledge' }, by));
    before.save(acted(standing('lost 1'), { action: 'snooze', minutes: 1 }, by));
    const woken = new IncidentStore(ctx.storage.sql);
    for (const store of [before, woken]) {
      expect(store.openCount(AT)).toBe(1);
      expect(store.openCount(AT + 60_000)).toBe(2);
      const shop = store.openOf({ kinds: ['lost'], projects: ['shop'], hasDetail: false }, AT);
      expect(shop).toMatchObject({ count: 1, newest: { id: 'inc_3' } });
      const others = store.openOf({ kinds: ['stuck'], projects: [], hasDetail: false }, AT);
      expect(others).toEqual({ count: 0, newest: null });
    }
    return Promise.resolve();
  }));

test('what viewers missed is the same from memory as from storage, after any changes', () =>
  withCore({}, ({ ctx }) => {
    const random = seeded(7);
    const store = new IncidentStore(ctx.storage.sql);
    const count = 2 * LIMITS.incidentsPerFrame;
    for (let seq = 1; seq <= count; seq++) {
      const index = random.between(0, 60);
      const known = store.standing(`lost ${String(index)}`);
      const change = (): void => {
        if (known === null) store.add(recordOf(store, index), AT + seq);
        else if (random.chance(0.5)) store.save(resolved(known, 'recovered', AT + seq));
        else store.save(acted(known, { action: 'acknowledge' }, { by: 'Ana', now: AT + seq }));
      };
      // Every tenth is by no event, and has its seq only with the next change.
      if (seq % 10 > 0) {
        store.stamp(seq);
        store.changedBy(seq, change);
      } else change();
      if (seq % 13 === 0) {
        const gone = new Set([`id ${String(random.between(0, 60))}`]);
        store.forget({ sessions: gone, sessionIds: new Set() });
      }
      const woken = new IncidentStore(ctx.storage.sql);
      for (const behind of [0, 1, 5, 40, 150]) {
        expect(store.changedAfter(seq - behind), `${String(behind)} behind ${String(seq)}`).toEqual(
          woken.changedAfter(seq - behind),
        );
      }
    }
    return Promise.resolve();
  }));

test('[STO5] as many as the workspace keeps are kept of those that are over, the newest', () =>
  withCore({}, ({ ctx }) => {
    let kept = 20;
    const store = new IncidentStore(ctx.storage.sql, () => kept);
    const over = (index: number): void => {
      const record = recordOf(store, index);
      store.add(record, AT);
      store.save(resolved(record, 'recovered', AT));
    };
    const lines = (): (string | undefined)[] => {
      const { items } = store.list({ limit: 100, state: 'resolved' }, AT);
      return [String(items.length), items.at(0)?.id, items.at(-1)?.id];
    };
    for (let index = 0; index < 30; index++) over(index);
    expect(lines()).toEqual(['20', 'inc_30', 'inc_11']);
    kept = 5;
    over(30);
    expect(lines()).toEqual(['5', 'inc_31', 'inc_27']);
    expect(store.since).toBe(AT);
    return Promise.resolve();
  }));

test('a page of a filter that meets few goes on where the one before stopped', () =>
  withCore({}, async ({ ctx }) => {
    const store = new IncidentStore(ctx.storage.sql);
    const count = 2.5 * LIMITS.scannedIncidents;
    for (let index = 0; index < count; index++) {
      const record = recordOf(store, index);
      const project = index % 500 === 0 ? 'rare' : 'shop';
      store.add({ ...record, incident: { ...record.incident, project } }, AT);
    }
    const found: string[] = [];
    let pages = 0;
    let cursor: string | undefined;
    do {
      const page = store.list({ limit: 100, project: ['rare'], cursor }, AT);
      found.push(...page.items.map(({ id }) => id));
      cursor = page.next ?? undefined;
      pages++;
      expect(page.open).toBe(count);
    } while (cursor !== undefined);
    expect(found).toEqual(['inc_2001', 'inc_1501', 'inc_1001', 'inc_501', 'inc_1']);
    expect(pages).toBe(3);
  }));
