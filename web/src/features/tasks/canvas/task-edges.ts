import type { TaskGraph } from '@claude-monitor/protocol/task-graph/task-graph';
import type { Layout } from '../../../lib/graph/layout/layered-layout.ts';
import { isOnChain, type Chain } from '../../../lib/graph/neighbours.ts';
import { edgePath } from '../../../lib/graph/edge-path.ts';

/** How an edge looks: nothing waits on it any more, something does, for ever, or it is critical. */
export type TaskEdgeLook = 'over' | 'waiting' | 'dead' | 'critical' | 'chain';

const OVER: ReadonlySet<string> = new Set(['done', 'cancelled', 'in_progress', 'failed']);

/** The path of each edge of a layout, by its key; made once a layout. */
export function edgePaths(layout: Layout): ReadonlyMap<string, string> {
  const boxes = new Map(layout.boxes.map((box) => [box.id, box]));
  const paths = new Map<string, string>();
  for (const route of layout.routes) {
    const from = boxes.get(route.from);
    const to = boxes.get(route.to);
    if (from === undefined || to === undefined) continue;
    paths.set(route.key, edgePath(route, { from, to }, layout.direction));
  }
  return paths;
}

export const edgeKey = (edge: { from: string; to: string }): string =>
  JSON.stringify([edge.from, edge.to]);

/** Edges that look alike as one path each; those of the chain that is looked at once more, on top. */
export function taskEdgePaths(
  paths: ReadonlyMap<string, string>,
  graph: TaskGraph,
  focused: { id: string; chain: Chain } | null,
): Record<TaskEdgeLook, string> {
  const parts: Record<TaskEdgeLook, string[]> = {
    over: [],
    waiting: [],
    dead: [],
    critical: [],
    chain: [],
  };
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const steps = new Set(
    graph.criticalPath.map((to, index) =>
      edgeKey({ from: graph.criticalPath[index - 1] ?? '', to }),
    ),
  );
  for (const edge of graph.edges) {
    const path = paths.get(edgeKey(edge));
    if (path === undefined) continue;
    const { state = 'done', deadBy = [] } = nodes.get(edge.to) ?? {};
    if (steps.has(edgeKey(edge))) parts.critical.push(path);
    else if (deadBy.includes(edge.from)) parts.dead.push(path);
    else if (OVER.has(state) || nodes.get(edge.from)?.state === 'done') parts.over.push(path);
    else parts.waiting.push(path);
    if (focused !== null && isOnChain(edge, focused.id, focused.chain)) parts.chain.push(path);
  }
  return {
    over: parts.over.join(''),
    waiting: parts.waiting.join(''),
    dead: parts.dead.join(''),
    critical: parts.critical.join(''),
    chain: parts.chain.join(''),
  };
}
