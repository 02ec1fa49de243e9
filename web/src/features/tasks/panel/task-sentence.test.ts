import { describe, expect, test } from 'vitest';
import { taskGraphOf } from '@claude-monitor/protocol/task-graph/task-graph-of';
import type { Task } from '@claude-monitor/protocol/live/view';
import { NOON, task } from '../../../lib/live/live.fixture.ts';
import { sentenceOf } from './task-sentence.ts';
import { shortState, taskLabel } from '../task-words.ts';

const planned = (id: string, dependsOn: string[], fields: Partial<Task> = {}): Task =>
  task(id, { status: 'planned', startedAt: null, agentName: null, dependsOn, ...fields });

function words(tasks: readonly Task[], id: string): string {
  const graph = taskGraphOf(tasks);
  const node = graph.nodes.find((one) => one.id === id);
  const byId = new Map(tasks.map((one) => [one.id, one]));
  const one = byId.get(id);
  if (node === undefined || one === undefined) throw new Error(`no task ${id}`);
  return sentenceOf(one, { ...node, isCritical: false }, byId);
}

describe('how a task stands, in a sentence', () => {
  test('blocked names what it waits for by its words, and what no plan has by its id', () => {
    const tasks = [
      planned('pool', [], { description: 'Write AMM pool' }),
      planned('rpc', []),
      planned('deploy', ['pool', 'rpc', 'licence']),
    ];
    expect(words(tasks, 'deploy')).toBe('Blocked by Write AMM pool, rpc, licence.');
  });

  test('blocked by many names a few', () => {
    const many = Array.from({ length: 9 }, (_, index) => planned(`t${String(index)}`, []));
    const last = planned(
      'last',
      many.map(({ taskId }) => taskId),
    );
    expect(words([...many, last], 'last')).toBe('Blocked by t0, t1, t2 and 6 more.');
  });

  test('one that can never begin says what was cancelled, and over which way', () => {
    const tasks = [
      task('bridge', { status: 'cancelled', description: 'Bridge' }),
      planned('docs', ['bridge']),
      planned('video', ['docs']),
    ];
    expect(words(tasks, 'docs')).toBe('Can never start: Bridge was cancelled.');
    expect(words(tasks, 'video')).toBe('Can never start: Bridge was cancelled (via docs).');
  });

  test('one in a circle says with whom', () => {
    const tasks = [planned('a', ['b']), planned('b', ['a']), planned('self', ['self'])];
    expect(words(tasks, 'a')).toContain('it is in a dependency cycle with b');
    expect(words(tasks, 'self')).toBe('Can never start: it depends on itself.');
  });

  test.each([
    [task('x', { status: 'started', progress: 0.62 }), 'In progress, 62%.'],
    [task('x', { status: 'started' }), 'In progress.'],
    [task('x', { status: 'success' }), 'Done.'],
    [task('x', { status: 'failed' }), 'Failed. It can be retried.'],
    [task('x', { status: 'cancelled' }), 'Cancelled.'],
    [planned('x', []), 'Ready. Nothing blocks it, and nobody has started it.'],
  ])('%o', (one, sentence) => {
    expect(words([one], 'x')).toBe(sentence);
  });
});

test('a few words beside its name, and one sentence for who hears the page', () => {
  const one = task('x', {
    description: 'Audit',
    progress: 0.5,
    priority: 'high',
    agentName: 'auditor',
  });
  const [node] = taskGraphOf([one]).nodes;
  if (node === undefined) throw new Error('a node was made');
  expect(shortState(one, node, NOON)).toBe('50%');
  expect(taskLabel(one, node, NOON)).toBe(
    'Audit, in progress, 50%, auditor, high priority, on the critical path',
  );
  expect(shortState({ ...one, progress: null }, node, NOON + 120_000)).toBe('2 min');
});
