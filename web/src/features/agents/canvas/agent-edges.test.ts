import { describe, expect, test } from 'vitest';
import { layeredLayout } from '../../../lib/graph/layout/layered-layout.ts';
import { edge } from '../agent-graph.fixture.ts';
import { agentLayoutInput, drawnEdges } from './agent-edges.ts';

describe('the edges', () => {
  const EDGES = [
    edge('a', 'b', { kind: 'handover' }),
    edge('a', 'b', { kind: 'message' }),
    edge('b', 'a', { kind: 'message' }),
    edge('b', 'b', { kind: 'handover' }),
  ];
  const input = agentLayoutInput(['b', 'a'], EDGES, 'LR');

  test('of several kinds between the same two stand apart; one to itself is a loop', () => {
    const routes = drawnEdges(layeredLayout(input), EDGES, new Map());
    expect(routes).toHaveLength(4);
    expect(new Set(routes.map(({ path }) => path)).size).toBe(4);
    expect(new Set(routes.map(({ at }) => `${String(at.x)} ${String(at.y)}`)).size).toBe(4);
  });

  test('have room for any count, so that a count moves nothing', () => {
    const counted = EDGES.map((one) => ({ ...one, count: 1_000 }));
    expect(agentLayoutInput(['a', 'b'], counted.toReversed(), 'LR')).toEqual(input);
  });
});
