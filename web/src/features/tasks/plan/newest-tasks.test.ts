import { expect, test } from 'vitest';
import { task } from '../../../lib/live/live.fixture.ts';
import { newestTasks } from './newest-tasks.ts';

const dex = (id: string, changedSeq: number, project: string | null = 'dex') =>
  task(id, { project, changedSeq });

test('of answer and feed the newer counts, whichever it is', () => {
  const tasks = newestTasks('dex', [dex('a', 5), dex('b', 1)], [dex('a', 4), dex('b', 2)]);
  expect(tasks.map(({ id, changedSeq }) => [id, changedSeq])).toEqual([
    ['a', 5],
    ['b', 2],
  ]);
});

test('what only the feed knows is there, and what only the answer knows stays', () => {
  expect(newestTasks('dex', [dex('old', 1)], [dex('new', 9)]).map(({ id }) => id)).toEqual([
    'new',
    'old',
  ]);
});

test('tasks of other projects are not, nor one that has moved to another', () => {
  const live = [dex('x', 9, 'billing'), dex('moved', 9, 'billing')];
  expect(newestTasks('dex', [dex('moved', 1)], live)).toEqual([]);
});

test('those of no project are a project of their own', () => {
  const found = newestTasks(null, [], [dex('a', 1, null), dex('b', 1)]);
  expect(found.map(({ id }) => id)).toEqual(['a']);
});

test('the order is that of people: 2 before 10', () => {
  const tasks = newestTasks('dex', [dex('task-10', 1), dex('task-2', 1)], []);
  expect(tasks.map(({ id }) => id)).toEqual(['task-2', 'task-10']);
});
