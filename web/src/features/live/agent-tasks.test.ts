import { expect, test } from 'vitest';
import { NOON, task } from '../../lib/live/live.fixture.ts';
import { tasksByAgent } from './agent-tasks.ts';

test('tasks are grouped by agent: in progress, failed, planned, then what is over', () => {
  const { agents } = tasksByAgent([
    task('done', { status: 'success', endedAt: NOON }),
    task('planned', { status: 'planned', startedAt: null }),
    task('failed', { status: 'failed', endedAt: NOON }),
    task('started'),
    task('other', { agentName: 'solidity-developer' }),
  ]);
  expect(agents.map(({ agent, tasks }) => [agent, tasks.map(({ id }) => id)])).toEqual([
    ['infrastructure-specialist', ['started', 'failed', 'planned', 'done']],
    ['solidity-developer', ['other']],
  ]);
});

test('agents at work come first, tasks of nobody last', () => {
  const { agents } = tasksByAgent([
    task('1', { agentName: null }),
    task('2', { agentName: 'a', status: 'success', endedAt: NOON }),
    task('3', { agentName: 'b' }),
  ]);
  expect(agents.map(({ agent }) => agent)).toEqual(['b', 'a', '']);
});

test('the newest end comes first, and progress moves nothing', () => {
  const ended = (id: string, endedAt: number) => task(id, { status: 'success', endedAt });
  const order = (lastAt: number) =>
    tasksByAgent([
      ended('old', NOON),
      ended('new', NOON + 1),
      task('t', { lastAt }),
    ]).agents[0]?.tasks.map(({ id }) => id);
  expect(order(NOON)).toEqual(['t', 'new']);
  expect(order(NOON + 500)).toEqual(['t', 'new']);
});

test('long lists are cut and say by how much', () => {
  const many = Array.from({ length: 40 }, (_, index) => task(`t${String(index)}`));
  expect(tasksByAgent(many).agents[0]).toMatchObject({ more: 36 });
  const over = many.map((one) => ({ ...one, status: 'success' as const, endedAt: NOON }));
  expect(tasksByAgent(over).agents[0]).toMatchObject({ more: 0, tasks: { length: 1 } });
  const crowd = Array.from({ length: 20 }, (_, index) =>
    task(`t${String(index)}`, { agentName: `agent ${String(index)}` }),
  );
  expect(tasksByAgent(crowd)).toMatchObject({ moreAgents: 8 });
});
