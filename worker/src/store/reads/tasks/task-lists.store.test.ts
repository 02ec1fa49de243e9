import { LIMITS, TIME, type Task } from '@claude-monitor/protocol';
import { seeded } from '@claude-monitor/protocol/testing/random';
import { noFigures } from '@claude-monitor/protocol/figures';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { batchOf, HOUR, sessionRow, taskOf, usageHour } from '../../testing/rows.fixture.ts';
import { startStore, type TestStore } from '../../testing/store.fixture.ts';
import { writeFlush } from '../../writes/write-flush.ts';
import { readAgents } from '../agents/agents.ts';
import { taskKeyOf, type TasksQuery } from './task-filters.ts';
import { listTasks } from './tasks.ts';

const TASKS = 20_000;
const SESSIONS = 400;
const SPAN_MS = 90 * TIME.dayMs;
const NOW = HOUR;
const RECENT = NOW - 14 * TIME.dayMs;
const clock = { now: () => NOW, sleep: () => Promise.resolve() };

const random = seeded(12);
const anyOf = <Item>(items: readonly Item[]): Item => {
  const item = items[random.between(0, items.length - 1)];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
};
const sessions = Array.from({ length: SESSIONS }, (_, index) => ({
  id: `s${String(index)}`,
  agentName: random.pick(['infra', 'auditor', 'writer']),
  user: random.pick(['ada', 'lin']),
  model: random.pick([null, 'opus', 'sonnet']),
  endedAt: random.chance(0.5) ? NOW : null,
  startedAt: NOW - SPAN_MS,
  lastAt: NOW,
  errors: random.between(0, 3),
}));
const all: Task[] = Array.from({ length: TASKS }, (_, index) => {
  const startedAt = NOW - random.between(1, SPAN_MS);
  const durationMs = random.between(1, 5 * TIME.hourMs);
  const endedAt = startedAt + durationMs;
  const session = anyOf(sessions);
  const isOver = endedAt < NOW;
  return taskOf({
    id: `t${String(index).padStart(5, '0')}`,
    taskId: `TASK-${String(index)}`,
    session: session.id,
    agentName: session.agentName,
    project: random.pick([null, 'bridge', 'vault']),
    description: random.pick(['Deploy the ÜBER bridge', 'Write docs', 'Audit']),
    status: isOver ? random.pick(['success', 'failed', 'cancelled']) : 'started',
    startedAt,
    endedAt: isOver ? endedAt : null,
    durationMs: isOver ? durationMs : null,
    outcome: random.pick([null, 'open', 'merged', 'reverted', 'abandoned']),
    tries: random.between(1, 4),
    waitedMs: random.chance(0.5) ? null : random.between(0, TIME.hourMs),
    usage: { ...noFigures(), requests: 1, costMicros: random.between(0, 900) },
    lastAt: isOver ? endedAt : NOW,
  });
});
const sessionOf = (task: Task) => sessions.find(({ id }) => id === task.session);

let store: TestStore;
beforeAll(async () => {
  store = await startStore();
  const write = async (part: Parameters<typeof batchOf>[0]): Promise<void> => {
    expect(await writeFlush(store.db, batchOf(part), clock)).toEqual({ ok: true });
  };
  await write({ sessions: sessions.map((session) => sessionRow(session)) });
  for (let from = 0; from < TASKS; from += 2_000) {
    const tasks = all.slice(from, from + 2_000);
    await write({ tasks: tasks.map((task) => ({ task, isGone: false, rev: 1 })) });
  }
}, 120_000);
afterAll(async () => {
  await store.stop();
});

type Query = Partial<TasksQuery>;

/** All pages of a query, and how many rows the dearest of them read. */
async function allOf(query: Query): Promise<{ ids: string[]; mostRows: number }> {
  const ids: string[] = [];
  let mostRows = 0;
  for (let cursor: string | null | undefined; cursor !== null;) {
    store.meter.reset();
    const pageQuery = { ...query, limit: 500, ...(cursor === undefined ? {} : { cursor }) };
    const page = await listTasks(store.db, 'team', { query: pageQuery, now: NOW });
    mostRows = Math.max(mostRows, store.meter.rowsRead);
    ids.push(...page.items.map(({ id }) => id));
    cursor = page.next;
  }
  return { ids, mostRows };
}

const isRecent = ({ endedAt }: Task): boolean => endedAt !== null && endedAt >= RECENT;

function expected(query: Query, passes: (task: Task) => boolean): string[] {
  const { sort = 'listed_at', order = 'desc' } = query;
  const sign = order === 'asc' ? 1 : -1;
  const key = (task: Task): number => taskKeyOf(task, sort);
  return all
    .filter(passes)
    .sort((a, b) => sign * (key(a) - key(b) || (a.id < b.id ? -1 : 1)))
    .map(({ id }) => id);
}

describe('every order is whole and without doubles, page by page', () => {
  test.each(['asc', 'desc'] as const)('by figures and by end, %s', async (order) => {
    for (const sort of ['ended_at', 'cost', 'duration', 'waited', 'tries'] as const) {
      const query = { sort, order, from: RECENT };
      expect((await allOf(query)).ids).toEqual(expected(query, isRecent));
    }
  });

  test('by start all tasks, those under way too', async () => {
    const query = { from: RECENT };
    const { ids } = await allOf(query);
    expect(ids).toEqual(expected(query, ({ startedAt }) => (startedAt ?? 0) >= RECENT));
  });
});

const FILTERS: [Query, (task: Task) => boolean][] = [
  [{ agent: ['infra', 'writer'] }, ({ agentName }) => agentName !== 'auditor'],
  [{ project: ['vault'] }, ({ project }) => project === 'vault'],
  [{ user: ['ada'] }, (task) => sessionOf(task)?.user === 'ada'],
  [{ model: ['opus'] }, (task) => sessionOf(task)?.model === 'opus'],
  [{ state: ['ended'] }, (task) => sessionOf(task)?.endedAt === NOW],
  [{ outcome: ['failed', 'cancelled'] }, ({ status }) => status !== 'success'],
  [{ outcome: ['reverted'] }, ({ outcome }) => outcome === 'reverted'],
  [
    { outcome: ['failed', 'abandoned'] },
    ({ status, outcome }) => status === 'failed' || outcome === 'abandoned',
  ],
  [{ q: 'über' }, ({ description }) => description?.includes('ÜBER') === true],
  [{ minCost: 880 }, ({ usage }) => usage.costMicros >= 880],
  [{ maxDuration: 600_000 }, ({ durationMs }) => (durationMs ?? Infinity) <= 600_000],
  [{ minTries: 4 }, ({ tries }) => tries === 4],
];

describe('[STO3] filters', () => {
  test.each(FILTERS)(
    '%o find what passes, and no page reads more than it may',
    async (query, passes) => {
      const pageQuery = { sort: 'ended_at', from: RECENT, ...query } as const;
      const { ids, mostRows } = await allOf(pageQuery);
      expect(ids).toEqual(expected(pageQuery, (task) => isRecent(task) && passes(task)));
      expect(ids.length).toBeGreaterThan(0);
      expect(mostRows).toBeLessThanOrEqual(4 * LIMITS.scannedSessions + 2 * SESSIONS + 100);
    },
  );
});

test('an order by a figure of too many tasks is one of those that ended last, and says so', async () => {
  store.meter.reset();
  const { ordered, items } = await listTasks(store.db, 'team', {
    query: { limit: 5, sort: 'cost' },
    now: NOW,
  });
  expect(ordered).toEqual({ count: LIMITS.sortedTasks, isWhole: false });
  expect(items).toHaveLength(5);
  expect(store.meter.rowsRead).toBeLessThanOrEqual(3 * LIMITS.sortedTasks + 100);
});

test('facets count and add up what the filters pass', async () => {
  const query = { limit: 1, sort: 'ended_at', from: NOW - 3 * TIME.dayMs, facets: true } as const;
  const { facets } = await listTasks(store.db, 'team', { query, now: NOW });
  const own = all.filter(({ endedAt }) => endedAt !== null && endedAt >= query.from);
  const done = own.filter(({ status }) => status === 'success');
  expect(facets).toMatchObject({
    tasks: own.length,
    isWhole: true,
    costMicros: own.reduce((sum, { usage }) => sum + usage.costMicros, 0),
    firstTry: { done: done.filter(({ tries }) => tries === 1).length, of: done.length },
  });
  const wide = await listTasks(store.db, 'team', {
    query: { limit: 1, sort: 'ended_at', facets: true },
    now: NOW,
  });
  expect(wide.facets).toMatchObject({ tasks: LIMITS.scannedSessions, isWhole: false });
});

describe('what agents got done', () => {
  const of = (task: Task) => [task.project, task.agentName, sessionOf(task)?.model ?? null];

  test('is apart by project, agent and model, and adds up', async () => {
    const { items, tasks, isWhole } = await readAgents(store.db, 'team', {
      query: { from: RECENT, by: 'model' },
      now: NOW,
    });
    const own = all.filter(isRecent);
    expect([tasks, isWhole]).toEqual([own.length, true]);
    expect(items).toHaveLength(new Set(own.map((task) => JSON.stringify(of(task)))).size);
    for (const row of items) {
      const like = own.filter(
        (task) =>
          JSON.stringify(of(task)) === JSON.stringify([row.project, row.agentName, row.model]),
      );
      const done = like.filter(({ status }) => status === 'success');
      expect([row.done, row.failed + row.cancelled]).toEqual([
        done.length,
        like.length - done.length,
      ]);
      expect(row.firstTry).toMatchObject({
        n: done.length,
        hits: done.filter(({ tries }) => tries === 1).length,
      });
      expect(row.costMicros.n).toBe(done.length);
    }
  });

  test('[STO3] reads a bounded number of rows, and says that it did not read all', async () => {
    store.meter.reset();
    const answer = await readAgents(store.db, 'team', { query: { by: 'agent' }, now: NOW });
    expect(answer).toMatchObject({ tasks: LIMITS.sortedTasks, isWhole: false });
    expect(store.meter.rowsRead).toBeLessThanOrEqual(3 * LIMITS.sortedTasks + 3 * SESSIONS + 100);
  });

  test('names the model that used most on a task, not its session’s last', async () => {
    const own = all.filter(isRecent).slice(0, 30);
    const used = own.flatMap((task) =>
      ['haiku', 'opus'].map((model, index) =>
        usageHour({
          ...{ owner: task.session ?? '', run: task.session ?? '', task: task.id, model },
          inputTokens: 100 - 60 * index,
          requests: 1,
        }),
      ),
    );
    const written = await writeFlush(store.db, batchOf({ usageHours: used }), clock);
    expect(written).toEqual({ ok: true });
    const query = { from: RECENT, by: 'model', model: ['haiku'] } as const;
    const { tasks } = await readAgents(store.db, 'team', {
      query: { ...query, model: [...query.model] },
      now: NOW,
    });
    expect(tasks).toBe(own.length);
  });
});
