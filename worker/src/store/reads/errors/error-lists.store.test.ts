import { LIMITS, TIME, type ErrorGroupsQuery } from '@claude-monitor/protocol';
import { seeded } from '@claude-monitor/protocol/testing/random';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { batchOf, errorHour, HOUR, sessionRow } from '../../testing/rows.fixture.ts';
import { startStore, type TestStore } from '../../testing/store.fixture.ts';
import { writeFlush } from '../../writes/write-flush.ts';
import { groupErrors } from './error-groups.ts';
import { listErrors } from './errors.ts';

const ROWS = 20_000;
const HOURS = 90 * 24;
const NOW = HOUR + TIME.hourMs;
const clock = { now: () => NOW, sleep: () => Promise.resolve() };

const random = seeded(13);
const anyOf = <Item>(items: readonly Item[]): Item => {
  const item = items[random.between(0, items.length - 1)];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
};
const sessions = Array.from({ length: 100 }, (_, index) => ({
  id: `s${String(index)}`,
  agentName: random.pick(['infra', 'auditor']),
  project: random.pick(['bridge', 'vault']),
  user: random.pick(['ada', 'lin']),
  model: random.pick(['opus', 'sonnet']),
  startedAt: NOW - HOURS * TIME.hourMs,
}));
const KINDS = Array.from({ length: 12 }, (_, index) => ({
  fingerprint: `kind-${String(index)}`,
  errorType: `Type${String(index)}`,
  message: index === 3 ? 'ÜBER full' : 'no answer',
  severity: index < 2 ? ('critical' as const) : ('low' as const),
}));
const FRESH = NOW - 3 * TIME.dayMs;
const rows = Array.from({ length: ROWS }, (_, index) => {
  const session = anyOf(sessions);
  const hour = HOUR - random.between(0, HOURS - 1) * TIME.hourMs;
  // The first kind has only been seen for three days.
  const kinds = hour >= FRESH ? KINDS : KINDS.slice(1);
  return errorHour({
    ...anyOf(kinds),
    ...{ owner: session.id, run: `run ${String(index)}`, agent: session.agentName, hour },
    count: random.between(1, 3),
    firstAt: hour + 1,
    lastAt: hour + random.between(2, TIME.hourMs - 1),
  });
});

let store: TestStore;
beforeAll(async () => {
  store = await startStore();
  const own = sessions.map((session) => sessionRow(session));
  expect(await writeFlush(store.db, batchOf({ sessions: own }), clock)).toEqual({ ok: true });
  for (let from = 0; from < ROWS; from += 4_000) {
    const batch = batchOf({ errorHours: rows.slice(from, from + 4_000) });
    expect(await writeFlush(store.db, batch, clock)).toEqual({ ok: true });
  }
}, 120_000);
afterAll(async () => {
  await store.stop();
});

type Row = (typeof rows)[number];
const DAYS = { from: NOW - 10 * TIME.dayMs, to: NOW };
const isMatch = ({ hour }: Row): boolean => hour >= DAYS.from - (DAYS.from % TIME.hourMs);
const query = (part: Partial<ErrorGroupsQuery> = {}): ErrorGroupsQuery => ({
  ...{ ...DAYS, limit: 100, sort: 'new', order: 'desc' },
  ...part,
});
const sum = (some: readonly Row[]): number => some.reduce((all, { count }) => all + count, 0);
const sessionOf = ({ owner }: Row) => sessions.find(({ id }) => id === owner);

describe('kinds of errors', () => {
  test('add up, by kind and over time, and the new one stands first', async () => {
    const answer = await groupErrors(store.db, 'team', { query: query(), now: NOW });
    const own = rows.filter(isMatch);
    expect(answer).toMatchObject({ errors: sum(own), kinds: 12, newKinds: 1, countedFrom: null });
    expect(answer.items[0]).toMatchObject({ fingerprint: 'kind-0', isNew: true });
    expect(answer.points.reduce((all, { count }) => all + count, 0)).toBe(sum(own));
    for (const kind of answer.items) {
      const like = own.filter(({ fingerprint }) => fingerprint === kind.fingerprint);
      expect(kind).toMatchObject({
        count: sum(like),
        sessions: new Set(like.map(({ owner }) => owner)).size,
        lastAt: Math.max(...like.map(({ lastAt }) => lastAt)),
      });
      expect(kind.trend.reduce((all, count) => all + count, 0)).toBe(kind.count);
      const ever = rows.filter(({ fingerprint }) => fingerprint === kind.fingerprint);
      expect(kind.firstAt).toBe(Math.min(...ever.map(({ firstAt }) => firstAt)));
    }
  });

  test('[STO3] of more errors than may be looked at are of the newest, and say from when', async () => {
    store.meter.reset();
    const answer = await groupErrors(store.db, 'team', {
      query: query({ from: 0, interval: 'day' }),
      now: NOW,
    }).catch((error: unknown) => error);
    expect(answer).toMatchObject({ code: 'invalid_query', path: 'interval' });
    const from = NOW - 90 * TIME.dayMs;
    store.meter.reset();
    const long = await groupErrors(store.db, 'team', { query: query({ from }), now: NOW });
    expect(long.countedFrom).toBeGreaterThan(from);
    // Nothing is kept from before: what began then can't be told from what is new.
    expect(long).toMatchObject({ hasBefore: false, newKinds: 0 });
    const counted = rows.filter(({ hour }) => hour >= (long.countedFrom ?? 0));
    expect(long.errors).toBe(sum(counted));
    expect(store.meter.rowsRead).toBeLessThanOrEqual(3 * LIMITS.scannedErrors + 500);
  });
});

const FILTERS: [Partial<ErrorGroupsQuery>, (row: Row) => boolean][] = [
  [{ agent: ['infra'] }, ({ agent }) => agent === 'infra'],
  [{ project: ['vault'] }, (row) => sessionOf(row)?.project === 'vault'],
  [{ user: ['ada'] }, (row) => sessionOf(row)?.user === 'ada'],
  [{ model: ['opus'] }, (row) => sessionOf(row)?.model === 'opus'],
  [{ severity: ['critical'] }, ({ severity }) => severity === 'critical'],
  [{ fingerprint: ['kind-5'] }, ({ fingerprint }) => fingerprint === 'kind-5'],
  [{ session: 's7' }, ({ owner }) => owner === 's7'],
  [{ q: 'über' }, ({ message }) => message.includes('ÜBER')],
];

describe('[STO3] filters', () => {
  test.each(FILTERS)('%o find what passes, on both lists', async (filter, passes) => {
    store.meter.reset();
    const answer = await groupErrors(store.db, 'team', { query: query(filter), now: NOW });
    expect(store.meter.rowsRead).toBeLessThanOrEqual(3 * LIMITS.scannedErrors + 500);
    const own = rows.filter((row) => isMatch(row) && passes(row));
    expect(answer.errors).toBe(sum(own));
    expect(own.length).toBeGreaterThan(0);
    let counted = 0;
    for (let cursor: string | null | undefined; cursor !== null;) {
      const pageQuery = {
        ...DAYS,
        ...filter,
        limit: 50,
        ...(cursor === undefined ? {} : { cursor }),
      };
      const { sort: _s, order: _o, interval: _i, timezone: _t, ...page } = pageQuery;
      const { items, next } = await listErrors(store.db, 'team', { query: page, now: NOW });
      counted += items.reduce((all, { count }) => all + count, 0);
      cursor = next;
    }
    expect(counted).toBe(sum(own));
  });
});
