import { allTokens, LIMITS, TIME, type Session } from '@claude-monitor/protocol';
import { seeded } from '@claude-monitor/protocol/testing/random';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { batchOf, HOUR, sessionRow, taskRow } from '../../testing/rows.fixture.ts';
import { startStore, type TestStore } from '../../testing/store.fixture.ts';
import { writeFlush } from '../../writes/write-flush.ts';
import { outcomeOf, stateWordOf, type SessionsQuery } from './session-filters.ts';
import { listSessions } from './sessions.ts';

const SESSIONS = 20_000;
const SPAN_MS = 90 * TIME.dayMs;
const NOW = HOUR;
const clock = { now: () => NOW, sleep: () => Promise.resolve() };

/** A quarter of a year of a large team, none of it in any order. */
const random = seeded(11);
const rows = Array.from({ length: SESSIONS }, (_, index) => {
  const startedAt = NOW - random.between(0, SPAN_MS);
  const lastAt = Math.min(NOW, startedAt + random.between(0, 5 * TIME.hourMs));
  return sessionRow({
    id: `s${String(index).padStart(5, '0')}`,
    sessionId: `session ${String(index)}`,
    agentName: random.pick(['infra', 'auditor', 'writer']),
    project: random.pick([null, 'bridge', 'vault', 'ÄRGER']),
    user: random.pick([null, 'ada', 'lin']),
    model: random.pick([null, 'opus', 'sonnet']),
    errors: random.chance(0.8) ? 0 : random.between(1, 9),
    tasks: { open: 0, done: random.between(0, 2), failed: random.between(0, 1), cancelled: 0 },
    endedAt: random.chance(0.5) ? lastAt : null,
    startedAt,
    lastAt,
  });
});
const all = rows.flatMap((row) => (row.isGone ? [] : [row.view]));
for (const view of all) view.usage.costMicros = random.between(0, 900);

let store: TestStore;
beforeAll(async () => {
  store = await startStore();
  for (let from = 0; from < SESSIONS; from += 2_000) {
    const batch = batchOf({ sessions: rows.slice(from, from + 2_000) });
    expect(await writeFlush(store.db, batch, clock)).toEqual({ ok: true });
  }
  const tasks = [
    taskRow({ id: 't1', session: 's00007', description: 'Deploy the ÜBER bridge' }),
    taskRow({ id: 't2', session: 's00008', description: 'Write docs' }),
  ];
  expect(await writeFlush(store.db, batchOf({ tasks }), clock)).toEqual({ ok: true });
}, 120_000);
afterAll(async () => {
  await store.stop();
});

/** Of the one session whose task is searched for. */
const found = all[7];
const aroundTask = {
  from: found?.startedAt,
  to: (found?.startedAt ?? 0) + 1,
  sort: 'started_at',
} as const;

type Query = Partial<SessionsQuery>;

const RECENT = NOW - 14 * TIME.dayMs;

/** All pages of a query, and how many rows the dearest of them read. */
async function allOf(
  query: Query,
  { limit = 500, most = Infinity } = {},
): Promise<{ ids: string[]; mostRows: number }> {
  const ids: string[] = [];
  let mostRows = 0;
  for (let cursor: string | null | undefined; cursor !== null && ids.length < most;) {
    store.meter.reset();
    const pageQuery = { ...query, limit, ...(cursor === undefined ? {} : { cursor }) };
    const page = await listSessions(store.db, 'team', { query: pageQuery, now: NOW });
    expect(page.items.length).toBeLessThanOrEqual(limit);
    mostRows = Math.max(mostRows, store.meter.rowsRead);
    ids.push(...page.items.map(({ id }) => id));
    cursor = page.next;
  }
  return { ids, mostRows };
}

const KEYS = {
  last_at: (session: Session) => session.lastAt,
  started_at: (session: Session) => session.startedAt,
  cost: (session: Session) => session.usage.costMicros,
  duration: (session: Session) => session.lastAt - session.startedAt,
  errors: (session: Session) => session.errors,
  tokens: (session: Session) => allTokens(session.usage),
};

function expected(query: Query, passes: (session: Session) => boolean): string[] {
  const key = KEYS[query.sort ?? 'last_at'];
  const sign = query.order === 'asc' ? 1 : -1;
  return all
    .filter(passes)
    .sort((a, b) => sign * (key(a) - key(b) || (a.id < b.id ? -1 : 1)))
    .map(({ id }) => id);
}

const isRecent = (session: Session): boolean => session.lastAt >= RECENT;

describe('every order is whole and without doubles, page by page', () => {
  test.each(['asc', 'desc'] as const)('by figures, %s', async (order) => {
    for (const sort of ['cost', 'duration', 'errors', 'tokens'] as const) {
      const query = { sort, order, from: RECENT };
      const { ids } = await allOf(query);
      expect(ids).toEqual(expected(query, isRecent));
    }
  });

  test.each(['last_at', 'started_at'] as const)('by %s, both ways', async (sort) => {
    for (const order of ['asc', 'desc'] as const) {
      const { ids, mostRows } = await allOf({ sort, order }, { limit: 50, most: 400 });
      expect(ids).toEqual(expected({ sort, order }, () => true).slice(0, ids.length));
      // A page, and the rest of an hour that it ends in.
      expect(mostRows).toBeLessThanOrEqual(300);
    }
  });
});

const FILTERS: [Query, (session: Session) => boolean][] = [
  [{ agent: ['infra', 'writer'] }, ({ agentName }) => agentName !== 'auditor'],
  [{ project: ['vault'], user: ['ada'] }, (one) => one.project === 'vault' && one.user === 'ada'],
  [{ model: ['opus'] }, ({ model }) => model === 'opus'],
  [{ outcome: ['failed'] }, (session) => outcomeOf(session) === 'failed'],
  [{ outcome: ['success'] }, ({ tasks }) => tasks.failed === 0 && tasks.done > 0],
  [{ state: ['ended'] }, ({ endedAt }) => endedAt !== null],
  [{ state: ['lost', 'idle'] }, (one) => ['lost', 'idle'].includes(stateWordOf(one, NOW))],
  [{ minCost: 880 }, ({ usage }) => usage.costMicros >= 880],
  [{ maxCost: 3 }, ({ usage }) => usage.costMicros <= 3],
  [{ minErrors: 8 }, ({ errors }) => errors >= 8],
  [{ minDuration: 4.9 * TIME.hourMs }, (one) => one.lastAt - one.startedAt >= 4.9 * TIME.hourMs],
  [{ maxDuration: 60_000 }, (one) => one.lastAt - one.startedAt <= 60_000],
  [
    { from: NOW - 9 * TIME.dayMs, to: NOW - 8 * TIME.dayMs },
    (one) => one.lastAt >= NOW - 9 * TIME.dayMs && one.startedAt < NOW - 8 * TIME.dayMs,
  ],
];

describe('[STO3] filters', () => {
  test.each(FILTERS)(
    '%o find what passes, and no page reads more than it may',
    async (query, passes) => {
      const { ids, mostRows } = await allOf({ from: RECENT, ...query });
      expect(ids).toEqual(expected(query, (one) => isRecent(one) && passes(one)));
      expect(ids.length).toBeGreaterThan(0);
      expect(mostRows).toBeLessThanOrEqual(3 * LIMITS.scannedSessions + 100);
    },
  );

  test('a text is found in any field and in tasks, whatever its case', async () => {
    const { ids, mostRows } = await allOf({ q: 'ärger', from: RECENT });
    expect(ids).toEqual(expected({}, (one) => isRecent(one) && one.project === 'ÄRGER'));
    expect(mostRows).toBeLessThanOrEqual(3 * LIMITS.searchedSessions + LIMITS.searchedTasks);
    expect((await allOf({ q: 'über BRIDGE', ...aroundTask })).ids).toEqual(['s00007']);
    expect((await allOf({ q: 'session 1234', from: RECENT })).ids).toEqual(
      expected({}, (one) => isRecent(one) && one.sessionId.includes('session 1234')),
    );
  }, 120_000);
});

test('a cursor of another query is refused by name', async () => {
  const page = await listSessions(store.db, 'team', {
    query: { limit: 5, agent: ['infra'] },
    now: NOW,
  });
  const cursor = page.next ?? '';
  const query = { limit: 5, agent: ['writer'], cursor };
  await expect(listSessions(store.db, 'team', { query, now: NOW })).rejects.toMatchObject({
    code: 'invalid_query',
    path: 'cursor',
  });
  const longer = await listSessions(store.db, 'team', {
    query: { limit: 9, agent: ['infra'], cursor },
    now: NOW,
  });
  expect(longer.items).toHaveLength(9);
});

test('an order by a figure of too many sessions is one of those active last, and says so', async () => {
  store.meter.reset();
  const read = await listSessions(store.db, 'team', {
    query: { limit: 5, sort: 'cost' },
    now: NOW,
  });
  expect(read.ordered).toEqual({ count: LIMITS.sortedSessions, isWhole: false });
  const newest = all.toSorted((a, b) => b.lastAt - a.lastAt).slice(0, LIMITS.sortedSessions);
  const dearest = Math.max(...newest.map(({ usage }) => usage.costMicros));
  expect(read.items[0]?.usage.costMicros).toBe(dearest);
  expect(store.meter.rowsRead).toBeLessThanOrEqual(3 * LIMITS.sortedSessions + 100);
  const recent = { limit: 5, sort: 'cost', from: RECENT } as const;
  expect((await listSessions(store.db, 'team', { query: recent, now: NOW })).ordered?.isWhole).toBe(
    true,
  );
});

test('facets count what the filters pass, and say whether that is all', async () => {
  const from = NOW - 2 * TIME.dayMs;
  const query = { limit: 1, from, agent: ['infra'], facets: true };
  const { facets } = await listSessions(store.db, 'team', { query, now: NOW });
  const own = all.filter((one) => one.lastAt >= from && one.agentName === 'infra');
  expect(facets).toMatchObject({ sessions: own.length, isWhole: true });
  expect(facets?.agent).toEqual({ items: [{ key: 'infra', count: own.length }], more: 0 });
  for (const { key, count } of facets?.project.items ?? []) {
    expect(count).toBe(own.filter(({ project }) => project === key).length);
  }
  const wide = await listSessions(store.db, 'team', {
    query: { limit: 1, facets: true },
    now: NOW,
  });
  expect(wide.facets).toMatchObject({ sessions: LIMITS.scannedSessions, isWhole: false });
});
