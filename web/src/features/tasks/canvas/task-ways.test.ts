import { expect, test } from 'vitest';
import { taskGraphOf } from '@claude-monitor/protocol/task-graph/task-graph-of';
import type { Task, TaskStatus } from '@claude-monitor/protocol/live/view';
import { task } from '../../../lib/live/live.fixture.ts';
import { layeredLayout } from '../../../lib/graph/layout/layered-layout.ts';
import { chainOf, neighboursOf } from '../../../lib/graph/neighbours.ts';
import { taskWays, wayKey, wayPaths } from './task-ways.ts';

const made = (id: string, status: TaskStatus, dependsOn: string[] = []): Task =>
  task(id, { status, dependsOn });

const GRAPH = taskGraphOf([
  made('spec', 'success'),
  made('pool', 'started', ['spec']),
  made('audit', 'planned', ['pool', 'spec']),
  made('ui', 'planned', ['pool']),
  made('bridge', 'cancelled'),
  made('docs', 'planned', ['bridge']),
]);
const PATHS = wayPaths(
  layeredLayout({
    direction: 'LR',
    nodes: GRAPH.nodes.map(({ id }) => ({ id, width: 100, height: 40 })),
    edges: GRAPH.edges.map((edge) => ({ key: wayKey(edge), ...edge })),
  }),
);

const edges = (path: string): number => path.split('C').length - 1;

test('an edge looks as it counts: over, waited for, dead, or on the critical path', () => {
  const ways = taskWays(PATHS, GRAPH, null);
  const of = (from: string, to: string): string => PATHS.get(wayKey({ from, to })) ?? 'none';
  expect(ways.critical).toBe(of('pool', 'audit'));
  expect(ways.waiting).toBe(of('pool', 'ui'));
  expect(ways.dead).toBe(of('bridge', 'docs'));
  expect(ways.over).toContain(of('spec', 'pool'));
  expect(ways.over).toContain(of('spec', 'audit'));
  expect(ways.chain).toBe('');
});

test('the chain that is looked at is drawn once more', () => {
  const chain = chainOf('ui', neighboursOf(GRAPH.edges));
  const ways = taskWays(PATHS, GRAPH, { id: 'ui', chain });
  expect(edges(ways.chain)).toBe(2);
});

test('an edge begins at the right side of a box and ends at the left side of another', () => {
  const path = PATHS.get(wayKey({ from: 'bridge', to: 'docs' })) ?? '';
  expect(path).toMatch(/^M100\.0 /);
  expect(path).toMatch(/L144\.0 /);
});
