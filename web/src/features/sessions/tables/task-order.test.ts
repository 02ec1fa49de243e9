import { expect, test } from 'vitest';
import { NOON, task } from '../../../lib/live/live.fixture.ts';
import { inOrderOfWork } from './task-order.ts';

test('tasks stand by what is done now, what was done last, what is planned', () => {
  const tasks = [
    task('planned', { status: 'planned', startedAt: null }),
    task('old', { status: 'success', endedAt: NOON }),
    task('new', { status: 'failed', endedAt: NOON + 1 }),
    task('open'),
  ];
  expect(inOrderOfWork(tasks).map(({ id }) => id)).toEqual(['open', 'new', 'old', 'planned']);
});
