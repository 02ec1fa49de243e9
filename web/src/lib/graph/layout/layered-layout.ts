import dagre, { type GraphLabel } from '@dagrejs/dagre';

export type LayoutInput = {
  direction: Direction;
  nodes: readonly { id: string; width: number; height: number }[];
  edges: readonly LayoutEdge[];
};

/** `key` distinguishes edges between the same nodes; `label` is room that is kept free on the edge. */
type LayoutEdge = { key: string; from: string; to: string; label?: Size };

/** Layers go from left to right, or from top to bottom. */
export type Direction = 'LR' | 'TB';

type Size = { width: number; height: number };
export type Point = { x: number; y: number };
/** `x` and `y` are the left upper corner. */
export type Box = Point & Size & { id: string };
export type EdgeRoute = {
  key: string;
  from: string;
  to: string;
  points: Point[];
  label: Point | null;
};

export type Layout = Size & { direction: Direction; boxes: Box[]; routes: EdgeRoute[] };

/** What dagre writes into what it was given. */
type PlacedNode = Size & Partial<Point>;
type RoutedEdge = Partial<Size & Point> & { labelpos?: 'c'; points?: Point[] };

const GAP = { along: 44, across: 14, edges: 8 } as const;
/** Above this, placing every layer as well as it can be takes longer than anyone waits. */
const FINE_NODES = 150;

/**
 * Places the nodes in layers, so that an edge leads from one layer to a later one, and few edges cross.
 * What no edge touches stands in rows below. The same input gives the same layout.
 */
export function layeredLayout({ direction, nodes, edges }: LayoutInput): Layout {
  const known = new Set(nodes.map(({ id }) => id));
  const kept = edges.filter(({ from, to }) => from !== to && known.has(from) && known.has(to));
  const touched = new Set(kept.flatMap(({ from, to }) => [from, to]));
  const layers = inLayers(
    direction,
    nodes.filter(({ id }) => touched.has(id)),
    kept,
  );
  const loose = inRows(
    nodes.filter(({ id }) => !touched.has(id)),
    layers,
  );
  const boxes = [...layers.boxes, ...loose];
  return {
    direction,
    boxes,
    routes: layers.routes,
    width: Math.max(0, ...boxes.map(({ x, width }) => x + width)),
    height: Math.max(0, ...boxes.map(({ y, height }) => y + height)),
  };
}

function inLayers(
  direction: Direction,
  nodes: LayoutInput['nodes'],
  edges: readonly LayoutEdge[],
): Omit<Layout, 'direction'> {
  if (nodes.length === 0) return { boxes: [], routes: [], width: 0, height: 0 };
  const graph = new dagre.graphlib.Graph<GraphLabel, PlacedNode, RoutedEdge>({ multigraph: true });
  graph.setGraph({
    rankdir: direction,
    ranksep: GAP.along,
    nodesep: GAP.across,
    edgesep: GAP.edges,
    ranker: nodes.length > FINE_NODES ? 'longest-path' : 'network-simplex',
  });
  // Names are strangers' words and dagre keeps them as keys of plain objects, where `__proto__` is none.
  const numbers = new Map(nodes.map(({ id }, index) => [id, String(index)]));
  const numberOf = (id: string): string => numbers.get(id) ?? '';
  for (const { id, width, height } of nodes) graph.setNode(numberOf(id), { width, height });
  for (const [index, { from, to, label }] of edges.entries()) {
    const size: RoutedEdge = label === undefined ? {} : { ...label, labelpos: 'c' };
    graph.setEdge(numberOf(from), numberOf(to), size, String(index));
  }
  dagre.layout(graph);
  const boxes = nodes.map(({ id, width, height }) => {
    const { x = 0, y = 0 } = graph.node(numberOf(id));
    return { id, width, height, x: x - width / 2, y: y - height / 2 };
  });
  const routes = edges.map(({ key, from, to, label }, index) => {
    const { points = [], x = 0, y = 0 } = graph.edge(numberOf(from), numberOf(to), String(index));
    return { key, from, to, points, label: label === undefined ? null : { x, y } };
  });
  const { width = 0, height = 0 } = graph.graph();
  return { boxes, routes, width, height };
}

/** Rows about as wide as what stands above them, and never a single long one. */
function inRows(nodes: LayoutInput['nodes'], above: Size): Box[] {
  const [first] = nodes;
  if (first === undefined) return [];
  const step = { x: first.width + 2 * GAP.across, y: first.height + GAP.across };
  const square = Math.ceil(Math.sqrt((nodes.length * step.y * 2) / step.x));
  const columns = Math.max(Math.floor(above.width / step.x), square, 1);
  const top = above.height === 0 ? 0 : above.height + GAP.along;
  return nodes.map(({ id, width, height }, index) => ({
    id,
    width,
    height,
    x: (index % columns) * step.x,
    y: top + Math.floor(index / columns) * step.y,
  }));
}
