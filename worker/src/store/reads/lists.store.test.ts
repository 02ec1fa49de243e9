import { TIME } from '@claude-monitor/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listErrors } from './errors/errors.ts';
import { findSession } from './sessions/find-session.ts';
import {
  batchOf,
  errorHour,
  removedSession,
  HOUR,
  sessionRow,
  taskRow,
  usageHour,
} from '../testing/rows.fixture.ts';
import { usageOfSession } from '../usage/session-usage.ts';
import { listSessions } from './sessions/sessions.ts';
import { startStore, type TestStore } from '../testing/store.fixture.ts';
import { listTasks, tasksOfSession } from './tasks/tasks.ts';
import { writeFlush } from '../writes/write-flush.ts';

const NOW = HOUR + TIME.hourMs;

let store: TestStore;
beforeAll(async () => {
  store = await startStore();
  const names = ['a', 'b', 'c', 'd', 'e'];
  const batch = batchOf({
    sessions: [
      ...names.map((name, index) =>
        sessionRow({
          id: name,
          sessionId: `session ${name}`,
          agentName: index % 2 === 0 ? 'solidity-developer' : 'security-auditor',
          project: index < 3 ? 'vault' : null,
          user: name === 'e' ? 'ada' : null,
          startedAt: HOUR + (name === 'c' ? 1 : index),
        }),
      ),
      sessionRow({ id: 'old', sessionId: 'twice', startedAt: HOUR - 10 }),
      sessionRow({ id: 'new', sessionId: 'twice', startedAt: HOUR - 5, attempt: 2 }),
      removedSession('joined', 1, { sessionId: 'twice' }),
      removedSession('run', 1, { sessionId: 'client-run', shownAs: 'old' }),
    ],
    tasks: [
      taskRow({ id: 't1', session: 'a', project: 'vault', startedAt: HOUR + 1 }),
      taskRow({ id: 't2', session: 'a', status: 'failed', startedAt: HOUR + 2 }),
      taskRow({ id: 't3', session: 'b', status: 'success', startedAt: HOUR + 3 }),
      taskRow({ id: 't4', session: null, status: 'planned', startedAt: null, lastAt: HOUR + 4 }),
    ],
    errorHours: [
      errorHour({ owner: 'a', count: 2, firstAt: HOUR + 1, lastAt: HOUR + 9 }),
      errorHour({
        owner: 'a',
        run: 'r',
        hour: HOUR - TIME.hourMs,
        firstAt: HOUR - 9,
        lastAt: HOUR - 3,
      }),
      errorHour({ owner: 'a', fingerprint: 'panic', errorType: 'Panic', lastAt: HOUR + 5 }),
      errorHour({ owner: 'b', lastAt: HOUR + 7 }),
      errorHour({ owner: 'b', fingerprint: 'gone', count: 0 }),
      errorHour({ owner: 'b', fingerprint: 'ancient', hour: HOUR - 240 * TIME.hourMs, lastAt: 1 }),
    ],
    usageHours: [
      usageHour({ owner: 'a', agentId: '', model: 'opus', requests: 1, inputTokens: 5 }),
      usageHour({ owner: 'a', agentId: 'sub', model: 'haiku', requests: 2, inputTokens: 9 }),
      usageHour({ owner: 'a', hour: HOUR + 9 * TIME.hourMs, requests: 1, inputTokens: 6 }),
      usageHour({ owner: 'a', task: 't1', provenance: 'reported', requests: 1, outputTokens: 2 }),
      usageHour({ owner: 'b', requests: 7, inputTokens: 7 }),
    ],
  });
  const clock = { now: () => NOW, sleep: () => Promise.resolve() };
  expect(await writeFlush(store.db, batch, clock)).toEqual({ ok: true });
});
afterAll(async () => {
  await store.stop();
});

async function pages<Item>(
  read: (query: {
    limit: number;
    cursor?: string;
  }) => Promise<{ items: Item[]; next: string | null }>,
): Promise<Item[]> {
  const items: Item[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const page = await read(cursor === '' ? { limit: 1 } : { limit: 1, cursor });
    expect(page.items).toHaveLength(1);
    items.push(...page.items);
    cursor = page.next;
  }
  return items;
}

describe('sessions', () => {
  test('come newest first, page by page, ties included, without those that are gone', async () => {
    const items = await pages((query) =>
      listSessions(store.db, 'team', { query: { ...query, sort: 'started_at' }, now: NOW }),
    );
    expect(items.map((session) => session.id)).toEqual(['e', 'd', 'c', 'b', 'a', 'new', 'old']);
  });

  test.each([
    [{ agent: ['security-auditor'] }, ['d', 'b']],
    [{ project: ['vault'] }, ['c', 'b', 'a']],
    [{ user: ['ada'] }, ['e']],
    [{ user: ['ada'], project: ['vault'] }, []],
  ])('are filtered by %o', async (filter, ids) => {
    const page = await listSessions(store.db, 'team', {
      query: { limit: 10, sort: 'started_at', ...filter },
      now: NOW,
    });
    expect(page.items.map((session) => session.id)).toEqual(ids);
    expect(page.next).toBeNull();
  });

  test('are found by internal id, by the newest attempt of a caller’s id, or not', async () => {
    expect((await findSession(store.db, 'team', 'old'))?.view.id).toBe('old');
    expect((await findSession(store.db, 'team', 'twice'))?.view.id).toBe('new');
    expect(await findSession(store.db, 'team', 'joined')).toBeNull();
    expect(await findSession(store.db, 'team', 'nobody')).toBeNull();
  });

  test.each(['run', 'client-run'])('are found by the run that is shown as one: %s', async (id) => {
    expect((await findSession(store.db, 'team', id))?.view.id).toBe('old');
    expect(await findSession(store.db, 'rival', id)).toBeNull();
  });

  test.each(['', 'x', 'bm90IGpzb24', 'WyJhIiwiYiJd', '💥'])(
    'refuse the cursor %o with a code',
    async (cursor) => {
      const read = listSessions(store.db, 'team', { query: { limit: 1, cursor }, now: NOW });
      await expect(read).rejects.toMatchObject({ code: 'invalid_query', path: 'cursor' });
    },
  );
});

describe('tasks', () => {
  test('come newest first, those only planned by when they were', async () => {
    const items = await pages((query) => listTasks(store.db, 'team', { query, now: NOW }));
    expect(items.map((task) => task.id)).toEqual(['t4', 't3', 't2', 't1']);
  });

  test.each([
    [{ session: 'a' }, ['t2', 't1']],
    [{ session: 'session a', status: ['failed' as const] }, ['t2']],
    [{ session: 'nobody' }, []],
    [{ project: ['vault'] }, ['t1']],
    [{ status: ['planned' as const] }, ['t4']],
  ])('are filtered by %o', async (filter, ids) => {
    const page = await listTasks(store.db, 'team', { query: { limit: 10, ...filter }, now: NOW });
    expect(page.items.map((task) => task.id)).toEqual(ids);
  });

  test('of one session are those of all its attempts', async () => {
    const tasks = await tasksOfSession(store.db, 'team', 'a');
    expect(tasks.map((task) => task.id)).toEqual(['t2', 't1']);
  });
});

describe('errors', () => {
  test('that are alike stand together, the newest first, within the last seven days', async () => {
    const items = await pages((query) => listErrors(store.db, 'team', { query, now: NOW }));
    expect(items).toMatchObject([
      { session: 'a', errorType: 'Timeout', count: 3, firstAt: HOUR - 9, lastAt: HOUR + 9 },
      { session: 'b', errorType: 'Timeout', count: 1, lastAt: HOUR + 7 },
      { session: 'a', errorType: 'Panic', count: 1, lastAt: HOUR + 5 },
    ]);
  });

  test('of one session or window are those alone', async () => {
    const all = { limit: 10 };
    const ofB = await listErrors(store.db, 'team', {
      query: { ...all, session: 'session b' },
      now: NOW,
    });
    expect(ofB.items.map((group) => group.lastAt)).toEqual([HOUR + 7, 1]);
    const window = { from: HOUR - 1, to: HOUR };
    const before = await listErrors(store.db, 'team', { query: { ...all, ...window }, now: NOW });
    expect(before.items).toMatchObject([{ session: 'a', count: 1, lastAt: HOUR - 3 }]);
    const nobody = await listErrors(store.db, 'team', {
      query: { ...all, session: 'nobody' },
      now: NOW,
    });
    expect(nobody).toEqual({ items: [], next: null, countedFrom: null });
  });
});

test('a session’s usage is apart by subagent, model and task, the largest first', async () => {
  const usage = await usageOfSession(store.db, 'team', 'a');
  expect(usage).toMatchObject([
    { agentId: null, model: 'opus', task: null, requests: 2, inputTokens: 11 },
    { agentId: 'sub', model: 'haiku', task: null, requests: 2 },
    { agentId: null, model: 'opus', task: 't1', outputTokens: 2, reported: { requests: 1 } },
  ]);
});

test('another workspace sees nothing of it', async () => {
  const other = 'rival';
  const all = { limit: 10 };
  expect((await listSessions(store.db, other, { query: all, now: NOW })).items).toEqual([]);
  expect(
    (await listTasks(store.db, other, { query: { ...all, session: 'a' }, now: NOW })).items,
  ).toEqual([]);
  expect(
    (await listErrors(store.db, other, { query: { ...all, session: 'a' }, now: NOW })).items,
  ).toEqual([]);
  expect((await listErrors(store.db, other, { query: all, now: NOW })).items).toEqual([]);
  expect(await findSession(store.db, other, 'a')).toBeNull();
  expect(await tasksOfSession(store.db, other, 'a')).toEqual([]);
  expect(await usageOfSession(store.db, other, 'a')).toEqual([]);
});
