import { describe, expect, test } from 'vitest';
import { layeredLayout, type Box, type Direction, type Layout } from './layered-layout.ts';

const EDGES: readonly [string, string][] = [
  ['spec', 'pool'],
  ['spec', 'rpc'],
  ['pool', 'audit'],
  ['rpc', 'deploy'],
  ['audit', 'deploy'],
];

function layout(
  ids: readonly string[],
  edges: readonly (readonly [string, string])[],
  direction: Direction = 'LR',
): Layout {
  return layeredLayout({
    direction,
    nodes: ids.map((id) => ({ id, width: 100, height: 40 })),
    edges: edges.map(([from, to]) => ({ key: `${from} ${to}`, from, to })),
  });
}

const IDS = ['spec', 'pool', 'rpc', 'audit', 'deploy'];

function boxOf({ boxes }: Layout, id: string): Box {
  const box = boxes.find((one) => one.id === id);
  if (box === undefined) throw new Error(`no box ${id}`);
  return box;
}

const overlap = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

describe('a layered layout', () => {
  test.each(['LR', 'TB'] as const)('%s leads each edge to a later layer', (direction) => {
    const made = layout(IDS, EDGES, direction);
    for (const [from, to] of EDGES) {
      const [before, after] = [boxOf(made, from), boxOf(made, to)];
      if (direction === 'LR') expect(after.x).toBeGreaterThanOrEqual(before.x + before.width);
      else expect(after.y).toBeGreaterThanOrEqual(before.y + before.height);
    }
  });

  test('lays no box over another, those without edges among them', () => {
    const loose = Array.from({ length: 30 }, (_, index) => `loose-${String(index)}`);
    const { boxes, width, height } = layout([...IDS, ...loose], EDGES);
    expect(boxes).toHaveLength(35);
    for (const [index, box] of boxes.entries()) {
      expect(boxes.slice(index + 1).filter((other) => overlap(box, other))).toEqual([]);
      expect(box.x + box.width).toBeLessThanOrEqual(width);
      expect(box.y + box.height).toBeLessThanOrEqual(height);
    }
  });

  test('is the same for the same input', () => {
    expect(layout(IDS, EDGES)).toEqual(layout(IDS, EDGES));
  });

  test('places names that mean something to an object like any other', () => {
    const named = ['__proto__', 'constructor', 'toString', 'a\u0001b', ''];
    const chain = (ids: readonly string[]) =>
      layout(
        ids,
        ids.slice(1).map((id, index) => [ids[index] ?? '', id]),
      );
    const places = ({ boxes }: Layout) => boxes.map(({ x, y }) => ({ x, y }));
    expect(places(chain(named))).toEqual(places(chain(IDS)));
  });

  test('holds circles, edges to oneself and edges to nowhere', () => {
    const made = layout(
      ['a', 'b', 'c'],
      [
        ['a', 'b'],
        ['b', 'a'],
        ['c', 'c'],
        ['c', 'gone'],
      ],
    );
    expect(made.boxes.map(({ id }) => id).sort()).toEqual(['a', 'b', 'c']);
    expect(made.routes.map(({ key }) => key)).toEqual(['a b', 'b a']);
  });

  test('of nothing is empty', () => {
    expect(layout([], [])).toMatchObject({ boxes: [], routes: [], width: 0, height: 0 });
  });

  test('keeps a place free for the label of an edge', () => {
    const made = layeredLayout({
      direction: 'LR',
      nodes: ['a', 'b'].map((id) => ({ id, width: 50, height: 50 })),
      edges: [{ key: 'k', from: 'a', to: 'b', label: { width: 80, height: 16 } }],
    });
    const [route] = made.routes;
    expect(boxOf(made, 'b').x - boxOf(made, 'a').x).toBeGreaterThan(130);
    expect(route?.label?.x).toBeGreaterThan(50);
  });

  test('of a chain of 500 stands in 500 layers', () => {
    const ids = Array.from({ length: 500 }, (_, index) => `t${String(index)}`);
    const edges = ids.slice(1).map((id, index): [string, string] => [ids[index] ?? '', id]);
    const { boxes } = layout(ids, edges);
    expect(new Set(boxes.map(({ x }) => x)).size).toBe(500);
  });
});
