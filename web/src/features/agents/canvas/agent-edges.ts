import type { AgentEdge } from '@claude-monitor/protocol/api/agent-graph';
import type { Box, Layout, LayoutInput, Point } from '../../../lib/graph/layout/layered-layout.ts';
import { RADIUS } from './agent-sizes.ts';
import { edgeSummary } from '../agent-words.ts';
import { edgePath } from '../../../lib/graph/edge-path.ts';

/** Room for a circle and two lines of words below it. */
const AGENT_BOX = { width: 168, height: 2 * RADIUS.most + 40 } as const;
const LABEL = { letter: 6.8, height: 17 } as const;

/** Names of agents are free text: no two pairs of them make one key. */
export const agentEdgeKey = ({ from, to, kind }: AgentEdge): string =>
  JSON.stringify([kind, from, to]);

/** What is to be laid out. Counts change all the time, and must move nothing: labels have a fixed room. */
export function agentLayoutInput(
  ids: readonly string[],
  edges: readonly AgentEdge[],
  direction: LayoutInput['direction'],
): LayoutInput {
  const sorted = [...edges].sort((a, b) => (agentEdgeKey(a) < agentEdgeKey(b) ? -1 : 1));
  return {
    direction,
    nodes: [...ids].sort().map((id) => ({ id, ...AGENT_BOX })),
    edges: sorted.map((edge) => {
      const width = (ONE_LETTERS[edge.kind] + 6) * LABEL.letter;
      const label = { width, height: LABEL.height };
      return { key: agentEdgeKey(edge), from: edge.from, to: edge.to, label };
    }),
  };
}

const ONE_LETTERS = { spawn: 9, handover: 9, message: 8 } as const;

export type DrawnEdge = { edge: AgentEdge; path: string; words: string; at: Point };

/** What is painted behind the words of an edge, or lines would strike them through. */
export function labelPlate(
  words: string,
  { x, y }: Point,
): Point & { width: number; height: number } {
  const width = (words.length + 1) * LABEL.letter;
  return { x: x - width / 2, y: y - LABEL.height / 2, width, height: LABEL.height };
}

/** The edges from circle to circle, with their words; who hands over to itself gets a small loop. */
export function drawnEdges(
  layout: Layout,
  edges: readonly AgentEdge[],
  radius: ReadonlyMap<string, number>,
): DrawnEdge[] {
  const boxes = new Map(layout.boxes.map((box) => [box.id, box]));
  const routes = new Map(layout.routes.map((route) => [route.key, route]));
  return edges.flatMap((edge) => {
    const from = boxes.get(edge.from);
    const to = boxes.get(edge.to);
    const route = routes.get(agentEdgeKey(edge));
    if (from === undefined || to === undefined) return [];
    const words = edgeSummary(edge);
    if (edge.from === edge.to) return [{ edge, words, ...loop(circleOf(from, radius)) }];
    if (route === undefined) return [];
    const ends = { from: circleOf(from, radius), to: circleOf(to, radius) };
    const path = edgePath(route, ends, layout.direction);
    return [{ edge, words, path, at: route.label ?? { x: to.x, y: to.y } }];
  });
}

/** The square round the circle of an agent, which stands on its name. */
function circleOf(box: Box, radius: ReadonlyMap<string, number>): Box {
  const r = radius.get(box.id) ?? RADIUS.least;
  const x = box.x + box.width / 2 - r;
  return { id: box.id, x, y: box.y + 2 * (RADIUS.most - r), width: 2 * r, height: 2 * r };
}

function loop({ x, y, width }: Box): { path: string; at: Point } {
  const middle = x + width / 2;
  const path = `M${String(middle - 5)} ${String(y)}c-14 -26 24 -26 10 0`;
  return { path, at: { x: middle, y: y - 26 } };
}
