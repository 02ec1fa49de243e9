import { expect, test } from 'vitest';
import { NOON, task } from '../../../lib/live/live.fixture.ts';
import { liveOnly, recounted } from './project-overviews.ts';

const TASKS = [
  task('a', { project: 'dex', status: 'success', origin: 'plan', lastAt: NOON }),
  task('b', { project: 'dex', status: 'planned', origin: 'prometheus', lastAt: NOON + 5 }),
  task('c', { project: 'dex', status: 'failed', lastAt: NOON + 2 }),
  task('d', { project: 'billing', lastAt: NOON + 9 }),
  task('e', { lastAt: NOON + 1 }),
];

const DEX = {
  project: 'dex',
  tasks: 3,
  open: 2,
  lastAt: NOON + 5,
  origin: 'prometheus',
} as const;

test('without a history the projects are those of the live tasks, the one that moved last first', () => {
  const known = liveOnly(null, TASKS);
  expect(known?.project).toBe('billing');
  expect(known?.projects.map(({ project }) => project)).toEqual(['billing', 'dex', null]);
  expect(known?.projects[1]).toEqual(DEX);
});

test('a project is found by its name, and the tasks of none by an empty one', () => {
  expect(liveOnly('dex', TASKS)?.project).toBe('dex');
  expect(liveOnly('', TASKS)?.project).toBeNull();
  expect(liveOnly('', TASKS.slice(0, 4))).toBeNull();
});

test('of what nothing is live, nothing is claimed', () => {
  expect(liveOnly('gone', TASKS)).toBeNull();
  expect(liveOnly(null, [])).toBeNull();
});

test('the project that is shown is counted as it is shown, the others as the history last said', () => {
  const stored = [
    { ...DEX, open: 3 },
    { ...DEX, project: 'billing', open: 7 },
  ];
  expect(recounted(stored, TASKS.slice(0, 3))).toEqual([DEX, stored[1]]);
  expect(recounted(stored, [])).toEqual(stored);
});
