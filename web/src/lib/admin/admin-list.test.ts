import { expect, test } from 'vitest';
import type { AdminOutcome } from '../api/admin.ts';
import { AdminList } from './admin-list.svelte.ts';

function listOf(outcomes: AdminOutcome<string>[]) {
  let requests = 0;
  const list = new AdminList(() => {
    requests += 1;
    return Promise.resolve(outcomes.shift() ?? { name: 'unreachable' });
  });
  return { list, requests: () => requests };
}

test('what was read stays where a later reading fails, with the reason beside it', async () => {
  const { list } = listOf([{ name: 'done', value: 'a' }, { name: 'unreachable' }]);
  expect([list.answer, list.trouble]).toEqual([null, null]);
  await list.read();
  expect([list.answer, list.trouble]).toEqual(['a', null]);
  await list.read();
  expect([list.answer, list.trouble, list.isReading]).toEqual([
    'a',
    { name: 'unreachable' },
    false,
  ]);
});

test.each(['not admin', 'no login'] as const)(
  'who is %s any more sees nothing of it',
  async (name) => {
    const { list } = listOf([{ name: 'done', value: 'a' }, { name }]);
    await list.read();
    await list.read();
    expect([list.answer, list.trouble]).toEqual([null, { name }]);
  },
);

test('readings asked for meanwhile are one more, after what they were asked for', async () => {
  const { list, requests } = listOf([
    { name: 'done', value: 'old' },
    { name: 'done', value: 'new' },
  ]);
  await Promise.all([list.read(), list.read(), list.read()]);
  expect([requests(), list.answer]).toEqual([2, 'new']);
});
