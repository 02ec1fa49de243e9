import { LIMITS, TIME, type Task } from '@claude-monitor/protocol';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { listProjects } from '../projects.ts';
import { readProjectTasks } from './project-tasks.ts';
import { batchOf, removedTask, HOUR, sessionRow, taskRow } from '../../testing/rows.fixture.ts';
import { startStore, type TestStore } from '../../testing/store.fixture.ts';
import { writeFlush } from '../../writes/write-flush.ts';

const clock = { now: () => HOUR, sleep: () => Promise.resolve() };

let store: TestStore;
beforeAll(async () => {
  store = await startStore();
});
afterAll(async () => {
  await store.stop();
});
beforeEach(async () => {
  await store.db.$client.batch(['delete from task', 'delete from project'], 'write');
});

const planned = (id: string, fields: Partial<Task> = {}, rev = 1) =>
  taskRow(
    {
      id,
      taskId: id,
      project: 'dex',
      status: 'planned',
      startedAt: null,
      origin: 'plan',
      ...fields,
    },
    { rev },
  );
const write = async (...tasks: ReturnType<typeof taskRow>[]): Promise<void> => {
  expect(await writeFlush(store.db, batchOf({ tasks }), clock)).toEqual({ ok: true });
};
const projects = () => listProjects(store.db, 'team');

test('a project says how many tasks it has, how many are open, and who asked for it', async () => {
  await write(
    planned('a'),
    planned('b', { status: 'success', origin: 'prometheus', lastAt: HOUR + 5 }),
    planned('c', { status: 'cancelled' }),
    planned('d', { project: 'atlas', lastAt: HOUR - 5 }),
    planned('e', { project: null, origin: null, status: 'started', lastAt: HOUR - 9 }),
  );
  expect(await projects()).toEqual([
    { project: 'dex', tasks: 3, open: 1, lastAt: HOUR + 5, origin: 'prometheus' },
    { project: 'atlas', tasks: 1, open: 1, lastAt: HOUR - 5, origin: 'plan' },
    { project: null, tasks: 1, open: 1, lastAt: HOUR - 9, origin: null },
  ]);
  expect(await listProjects(store.db, 'rival')).toEqual([]);
});

test('[STO1] a flush that is late or comes again moves no sum', async () => {
  const first = [planned('a', {}, 1), planned('b', {}, 1)];
  await write(...first);
  await write(planned('a', { status: 'success', origin: 'prometheus' }, 5));
  const after = await projects();
  expect(after).toMatchObject([{ tasks: 2, open: 1, origin: 'prometheus' }]);
  await write(...first);
  await write(planned('a', { status: 'success', origin: 'prometheus' }, 5));
  expect(await projects()).toEqual(after);
  await write(planned('a', {}, 6));
  expect(await projects()).toMatchObject([{ tasks: 2, open: 2, origin: 'plan' }]);
});

test('a task that is gone is no task of its project, and a project without tasks is none', async () => {
  await write(planned('a'), planned('b', { project: 'atlas' }));
  await write(removedTask('b', 2), removedTask('never there', 2));
  expect(await projects()).toMatchObject([{ project: 'dex', tasks: 1 }]);
  expect(await readProjectTasks(store.db, 'team', { project: 'atlas' })).toMatchObject({
    tasks: [],
    more: 0,
  });
});

test('[STO1] sums are what counting says, after many flushes in any order', async () => {
  const rows = Array.from({ length: 60 }, (_, index) =>
    planned(
      String((index * 7) % 20),
      {
        status: index % 3 === 0 ? 'success' : 'planned',
        project: index % 20 < 10 ? 'dex' : 'atlas',
      },
      ((index * 11) % 60) + 1,
    ),
  );
  // An id names one project for ever.
  for (const row of rows) {
    if (!row.isGone) row.task.project = Number(row.task.id) < 10 ? 'dex' : 'atlas';
  }
  for (const row of rows) await write(row);
  for (const name of ['dex', 'atlas']) {
    const { tasks } = await readProjectTasks(store.db, 'team', { project: name });
    const open = tasks.filter(({ status }) => status === 'planned').length;
    expect((await projects()).find(({ project }) => project === name)).toMatchObject({
      tasks: tasks.length,
      open,
    });
  }
});

test('the project that moved last is shown unasked; tasks of none only where nothing else is', async () => {
  await write(planned('z', { project: null, lastAt: HOUR + TIME.hourMs }));
  expect(await readProjectTasks(store.db, 'team', {})).toMatchObject({
    project: null,
    tasks: [{ id: 'z' }],
  });
  await write(planned('a', { project: 'atlas' }), planned('b', { lastAt: HOUR + 1 }));
  const found = await readProjectTasks(store.db, 'team', {});
  expect(found).toMatchObject({ project: 'dex', tasks: [{ id: 'b' }], more: 0 });
  expect(found.projects.map(({ project }) => project)).toEqual([null, 'dex', 'atlas']);
  expect(await readProjectTasks(store.db, 'team', { project: '' })).toMatchObject({
    project: null,
  });
  expect((await readProjectTasks(store.db, 'team', { project: 'atlas' })).tasks).toHaveLength(1);
});

test('of a project past the bound the newest tasks are sent, and how many more there are', async () => {
  const many = Array.from({ length: LIMITS.planTasks + 5 }, (_, index) =>
    planned(String(index), { lastAt: HOUR + index }),
  );
  await write(...many);
  const { tasks, more } = await readProjectTasks(store.db, 'team', { project: 'dex' });
  expect([tasks.length, more]).toEqual([LIMITS.planTasks, 5]);
  expect(tasks[0]?.id).toBe(String(LIMITS.planTasks + 4));
});

test('of tasks with very much to say no more are sent than an answer may carry', async () => {
  const dependsOn = Array.from({ length: 200 }, (_, index) => String(index).padEnd(200, 'x'));
  await write(...Array.from({ length: 300 }, (_, index) => planned(String(index), { dependsOn })));
  const { tasks, more } = await readProjectTasks(store.db, 'team', { project: 'dex' });
  expect(tasks.length + more).toBe(300);
  expect(JSON.stringify(tasks).length).toBeLessThanOrEqual(LIMITS.graphBytes);
  expect(tasks.length).toBeGreaterThan(100);
});

test('by labels, which tasks are of a session that carries all of them', async () => {
  const labels = [{ key: 'team', values: ['core', 'docs'] }];
  const session = sessionRow({ id: 'labelled', labels });
  const tasks = [
    planned('a', { session: 'labelled' }),
    planned('b', { session: 'other' }),
    planned('c'),
  ];
  expect(await writeFlush(store.db, batchOf({ sessions: [session], tasks }), clock)).toEqual({
    ok: true,
  });
  const of = async (...label: [string, string][]) => {
    const { tasks, ofLabels } = await readProjectTasks(store.db, 'team', { project: 'dex', label });
    return [tasks.length, [...(ofLabels ?? [])]];
  };
  expect(await of(['team', 'core'])).toEqual([3, ['a']]);
  expect(await of(['team', 'core'], ['team', 'docs'])).toEqual([3, ['a']]);
  expect(await of(['team', 'other'])).toEqual([3, []]);
  expect(await readProjectTasks(store.db, 'team', {})).not.toHaveProperty('ofLabels');
});
