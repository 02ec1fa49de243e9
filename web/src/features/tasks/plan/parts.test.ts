import { describe, expect, test } from 'vitest';
import { taskGraphOf } from '@claude-monitor/protocol/task-graph/task-graph-of';
import type { Task, TaskStatus } from '@claude-monitor/protocol/live/view';
import { task } from '../../../lib/live/live.fixture.ts';
import { groupedByState } from '../grouped.ts';
import { idsOfPart, partFrom, partText, usualPart, type Part } from './parts.ts';

const made = (id: string, status: TaskStatus, dependsOn: string[] = []): Task =>
  task(id, { status, dependsOn, project: 'dex' });

const TASKS = [
  made('spec', 'success'),
  made('pool', 'started', ['spec']),
  made('audit', 'planned', ['pool']),
  made('deploy', 'planned', ['audit']),
  made('logo', 'planned'),
  made('bridge', 'cancelled'),
  made('bridge-docs', 'planned', ['bridge']),
];
const GRAPH = taskGraphOf(TASKS);

describe('a part of a plan', () => {
  test.each<[Part, string[]]>([
    [{ name: 'all' }, TASKS.map(({ id }) => id)],
    [{ name: 'open' }, ['pool', 'audit', 'deploy', 'logo', 'bridge-docs']],
    [{ name: 'critical' }, ['pool', 'audit', 'deploy']],
    [{ name: 'chain', of: 'audit' }, ['spec', 'pool', 'audit', 'deploy']],
    [{ name: 'chain', of: 'logo' }, ['logo']],
    [{ name: 'chain', of: 'nobody' }, []],
  ])('%o', (part, ids) => {
    expect(idsOfPart(GRAPH, part).sort()).toEqual([...ids].sort());
  });

  test.each<[string, Part]>([
    ['all', { name: 'all' }],
    ['open', { name: 'open' }],
    ['critical', { name: 'critical' }],
    ['chain:a:b', { name: 'chain', of: 'a:b' }],
  ])('is written as %s in an address', (text, part) => {
    expect(partFrom(text)).toEqual(part);
    expect(partFrom(partText(part))).toEqual(part);
  });
});

test.each([null, 'weather'])('an address with %s names no part', (text) => {
  expect(partFrom(text)).toBeNull();
});

test('unasked a plan is shown whole; one with much behind it by what is open, while something is', () => {
  const past = Array.from({ length: 200 }, (_, index) => made(`past-${String(index)}`, 'success'));
  expect(usualPart(GRAPH)).toEqual({ name: 'all' });
  expect(usualPart(taskGraphOf([...past, ...TASKS]))).toEqual({ name: 'open' });
  expect(usualPart(taskGraphOf(past))).toEqual({ name: 'all' });
});

test('tasks by state: what wants eyes first, what is over last; the critical path leads its group', () => {
  const tasks = new Map(TASKS.map((one) => [one.id, one]));
  const groups = groupedByState(GRAPH, tasks, new Set(tasks.keys()));
  expect(groups.map(({ state, items }) => [state, items.map((item) => item.task.id)])).toEqual([
    ['dead_blocked', ['bridge-docs']],
    ['in_progress', ['pool']],
    ['ready', ['logo']],
    ['blocked', ['audit', 'deploy']],
    ['done', ['spec']],
    ['cancelled', ['bridge']],
  ]);
});

test('in a group the more urgent come first, and only tasks of the part are there', () => {
  const tasks = [
    task('low', { status: 'planned', priority: 'low' }),
    task('none', { status: 'planned' }),
    task('urgent', { status: 'planned', priority: 'critical' }),
    task('other', { status: 'planned' }),
  ];
  const graph = taskGraphOf(tasks);
  const unmarked = { ...graph, nodes: graph.nodes.map((node) => ({ ...node, isCritical: false })) };
  const byId = new Map(tasks.map((one) => [one.id, one]));
  const [group] = groupedByState(unmarked, byId, new Set(['low', 'none', 'urgent']));
  expect(group?.items.map((item) => item.task.id)).toEqual(['urgent', 'none', 'low']);
});
