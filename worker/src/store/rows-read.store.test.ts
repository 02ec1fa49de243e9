import { TIME } from '@claude-monitor/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readActivity } from './activity/activity.ts';
import { readAgentGraph } from './reads/agent-graph.ts';
import { readAgents } from './reads/agents/agents.ts';
import { groupErrors } from './reads/errors/error-groups.ts';
import { listErrors } from './reads/errors/errors.ts';
import { findSession } from './reads/sessions/find-session.ts';
import { findTask } from './reads/tasks/find-task.ts';
import {
  batchOf,
  blockOf,
  DAY,
  edgeHour,
  errorHour,
  eventOf,
  HOUR,
  requestRow,
  sessionRow,
  taskRow,
  usageHour,
} from './testing/rows.fixture.ts';
import { eventsOfSession } from './reads/sessions/session-events.ts';
import { usageOfSession } from './usage/session-usage.ts';
import { listSessions } from './reads/sessions/sessions.ts';
import { readProjectTasks } from './reads/tasks/project-tasks.ts';
import { chunkOf } from './testing/requests.fixture.ts';
import { startStore, type TestStore } from './testing/store.fixture.ts';
import { listTasks, tasksOfSession } from './reads/tasks/tasks.ts';
import { readUptime } from './uptime/uptime.ts';
import { readUsage } from './usage/usage.ts';
import { writeFlush } from './writes/write-flush.ts';

const NOW = HOUR + TIME.hourMs;
const YEAR_AGO = DAY - 365 * TIME.dayMs;
const page = { limit: 20 };

const PAGES = {
  sessions: () => listSessions(store.db, 'team', { query: page, now: NOW }),
  'one session': () => findSession(store.db, 'team', 'infra-001'),
  'a session’s tasks': () => tasksOfSession(store.db, 'team', 'session-1'),
  'a session’s usage': () => usageOfSession(store.db, 'team', 'session-1'),
  'usage of a session': () =>
    readUsage(store.db, 'team', { query: { session: ['session-1'], groupBy: ['task'] } }),
  'a session’s events': () => eventsOfSession(store.db, 'team', { ...page, session: 'session-1' }),
  tasks: () => listTasks(store.db, 'team', { query: page, now: NOW }),
  'a session’s task list': () =>
    listTasks(store.db, 'team', { query: { ...page, session: 'session-1' }, now: NOW }),
  'one task': () => findTask(store.db, 'team', 'task-1'),
  'tasks of a project': () =>
    listTasks(store.db, 'team', { query: { ...page, project: ['dex'] }, now: NOW }),
  'the graph of a project': () => readProjectTasks(store.db, 'team', { project: 'dex' }),
  'the graph of the newest project': () => readProjectTasks(store.db, 'team', {}),
  'tasks that ended': () =>
    listTasks(store.db, 'team', { query: { ...page, sort: 'ended_at' }, now: NOW }),
  'what agents got done': () =>
    readAgents(store.db, 'team', { query: { from: DAY, to: NOW, by: 'model' }, now: NOW }),
  errors: () => listErrors(store.db, 'team', { query: page, now: NOW }),
  'kinds of errors': () =>
    groupErrors(store.db, 'team', {
      query: { from: DAY, limit: 20, sort: 'new', order: 'desc' },
      now: NOW,
    }),
  'a session’s errors': () =>
    listErrors(store.db, 'team', { query: { ...page, session: 'session-1' }, now: NOW }),
  'usage of a day': () =>
    readUsage(store.db, 'team', { query: { from: DAY, to: NOW, groupBy: ['agent'] } }),
  'usage of a day in India': () =>
    readUsage(store.db, 'team', {
      query: {
        from: DAY - 5.5 * TIME.hourMs,
        to: HOUR + 0.5 * TIME.hourMs,
        groupBy: ['session'],
      },
    }),
  'usage of a week': () =>
    readUsage(store.db, 'team', {
      query: { from: NOW - 7 * TIME.dayMs, to: NOW, groupBy: ['model'] },
    }),
  'activity of a day': () =>
    readActivity(store.db, 'team', { query: { from: DAY, to: NOW, groupBy: ['agent'] }, now: NOW }),
  'uptime of a day': () =>
    readUptime(store.db, 'team', { query: { from: DAY, to: NOW }, now: NOW }),
  'agents of a day': () =>
    readAgentGraph(store.db, 'team', { query: { from: DAY, to: NOW }, now: NOW }),
  'sessions of a day': () =>
    readUsage(store.db, 'team', { query: { from: DAY, to: NOW, groupBy: ['session'] } }),
};

let store: TestStore;
const before = new Map<string, number>();
const clock = { now: () => NOW, sleep: () => Promise.resolve() };

const rowsReadBy = async (read: () => Promise<unknown>): Promise<number> => {
  store.meter.reset();
  await read();
  return store.meter.rowsRead;
};

/** What a small team did today: a few pages' worth. */
const today = batchOf({
  sessions: times(30, (index) =>
    sessionRow({ id: `session-${index}`, sessionId: `today-${index}`, startedAt: HOUR }),
  ).concat(sessionRow({ id: 'session-1', sessionId: 'infra-001', startedAt: HOUR }, { rev: 2 })),
  tasks: times(30, (index) =>
    taskRow({ id: `task-${index}`, project: 'dex', startedAt: HOUR, lastAt: HOUR }),
  ).concat(taskRow({ id: 'task-of-none', startedAt: HOUR })),
  usageHours: times(30, (index) => usageHour({ owner: `session-${index}`, requests: 1 })),
  requestChunks: times(5, (index) =>
    chunkOf(
      times(6, () =>
        requestRow({ owner: `session-${index}`, run: `session-${index}`, requests: 1 }),
      ),
    ),
  ),
  errorHours: times(10, (index) => errorHour({ owner: `session-${index}` })),
  edgeHours: times(10, (index) => edgeHour({ owner: `session-${index}`, toSession: 'session-1' })),
  blocks: [blockOf(1, [eventOf('e1')])],
});

/** What went before, in the same workspace and in another: a thousand times as much. */
const longAgo = times(10, (part) =>
  batchOf({
    workspace: Number(part) % 2 === 0 ? 'team' : 'rival',
    sessions: times(1_000, (index) =>
      sessionRow({
        id: `old-${part}-${index}`,
        sessionId: `old-${index}`,
        startedAt: YEAR_AGO,
        lastAt: YEAR_AGO,
      }),
    ),
    tasks: times(1_000, (index) =>
      taskRow({ id: `old-${part}-${index}`, session: `old-${index}`, startedAt: YEAR_AGO }),
    ),
    requestChunks: times(5_000, (index) =>
      chunkOf([requestRow({ run: `old-${part}-${index}`, hour: YEAR_AGO, at: YEAR_AGO })]),
    ),
    usageHours: times(2_000, (index) =>
      usageHour({
        owner: `old-${part}-${index}`,
        hour: YEAR_AGO + Number(index) * TIME.hourMs,
        requests: 1,
      }),
    ),
    errorHours: times(1_000, (index) =>
      errorHour({ owner: `old-${index}`, run: part, hour: YEAR_AGO }),
    ),
    edgeHours: times(1_000, (index) =>
      edgeHour({ owner: `old-${index}`, run: part, hour: YEAR_AGO, toSessionId: `old-${index}` }),
    ),
    blocks: times(200, (index) => blockOf(1, [eventOf('old')], `old-${part}-${index}`)),
  }),
);

function times<Item>(count: number, make: (index: string) => Item): Item[] {
  return Array.from({ length: count }, (_, index) => make(String(index)));
}

beforeAll(async () => {
  store = await startStore();
  expect(await writeFlush(store.db, today, clock)).toEqual({ ok: true });
  for (const [name, read] of Object.entries(PAGES)) before.set(name, await rowsReadBy(read));
  for (const batch of longAgo)
    expect(await writeFlush(store.db, batch, clock)).toEqual({ ok: true });
});
afterAll(async () => {
  await store.stop();
});

test.each(Object.entries(PAGES))(
  '[STO3] %s read as many rows after a year as at the start',
  async (name, read) => {
    const rows = await rowsReadBy(read);
    expect(rows).toBeLessThanOrEqual((before.get(name) ?? 0) + 2);
    expect(rows).toBeLessThanOrEqual(300);
  },
);

test('[STO3] a year of usage is read from day cells, not from rows of sessions', async () => {
  const read = () => readUsage(store.db, 'team', { query: { groupBy: ['agent'] } });
  expect(await rowsReadBy(read)).toBeLessThanOrEqual(3 * 4 * 366);
});

test('[STO3] a flush reads no more rows for all that went before', async () => {
  const next = batchOf({
    sessions: [
      sessionRow({ id: 'session-1', sessionId: 'infra-001', startedAt: HOUR - 1 }, { rev: 9 }),
    ],
    tasks: [taskRow({ id: 'task-1', startedAt: HOUR - 1 }, { rev: 9 })],
    usageHours: [usageHour({ owner: 'session-1', requests: 2, rev: 9 })],
  });
  expect(await rowsReadBy(() => writeFlush(store.db, next, clock))).toBeLessThanOrEqual(400);
});
