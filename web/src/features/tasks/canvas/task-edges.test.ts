import { expect, test } from 'vitest';
import { taskGraphOf } from '@claude-monitor/protocol/task-graph/task-graph-of';
import type { Task, TaskStatus } from '@claude-monitor/protocol/live/view';
import { task } from '../../../lib/live/live.fixture.ts';
import { layeredLayout } from '../../../lib/graph/layout/layered-layout.ts';
import { chainOf, neighboursOf } from '../../../lib/graph/neighbours.ts';
import { taskEdgePaths, edgeKey, edgePaths } from './task-edges.ts';

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
const PATHS = edgePaths(
  layeredLayout({
    direction: 'LR',
    nodes: GRAPH.nodes.map(({ id }) => ({ id, width: 100, height: 40 })),
    edges: GRAPH.edges.map((edge) => ({ key: edgeKey(edge), ...edge })),
  }),
);

const edges = (path: string): number => path.split('C').length - 1;

test('an edge looks as it counts: over, waited for, dead, or on the critical path', () => {
  const routes = taskEdgePaths(PATHS, GRAPH, null);
  const of = (from: string, to: string): string => PATHS.get(edgeKey({ from, to })) ?? 'none';
  expect(routes.critical).toBe(of('pool', 'audit'));
  expect(routes.waiting).toBe(of('pool', 'ui'));
  expect(routes.dead).toBe(of('bridge', 'docs'));
  expect(routes.over).toContain(of('spec', 'pool'));
  expect(routes.over).toContain(of('spec', 'audit'));
  expect(routes.chain).toBe('');
});

test('the chain that is looked at is drawn once more', () => {
  const chain = chainOf('ui', neighboursOf(GRAPH.edges));
  const routes = taskEdgePaths(PATHS, GRAPH, { id: 'ui', chain });
  expect(edges(routes.chain)).toBe(2);
});

test('an edge begins at the right side of a box and ends at the left side of another', () => {
  const path = PATHS.get(edgeKey({ from: 'bridge', to: 'docs' })) ?? '';
  expect(path).toMatch(/^M100\.0 /);
  expect(path).toMatch(/L144\.0 /);
});
