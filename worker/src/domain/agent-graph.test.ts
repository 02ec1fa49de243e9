import { noFigures } from '@claude-monitor/protocol';
import { describe, expect, test } from 'vitest';
import { agentGraphOf, type AgentRecords } from './agent-graph.ts';

const figures = (inputTokens: number) => ({ ...noFigures(), inputTokens });
const none: AgentRecords = { usage: [], activity: [], sessions: [], edges: [], subagents: [] };
const edge = (from: string, to: string | null, part: Partial<AgentRecords['edges'][number]> = {}) =>
  ({ from, to, kind: 'handover', count: 1, lastAt: 5, isSubagent: false, ...part }) as const;

describe('agentGraphOf', () => {
  test('agents stand by their work, the most first, with all that is known of each', () => {
    const { nodes } = agentGraphOf({
      ...none,
      usage: [
        { agent: 'small', lastAt: 1, figures: figures(10) },
        { agent: 'large', lastAt: 2, figures: figures(99) },
      ],
      activity: [
        { agent: 'small', lastAt: 9, tasksDone: 2, tasksFailed: 1, errors: 3, toolCalls: 4 },
      ],
      sessions: [{ agent: 'large', count: 6 }],
    });
    expect(nodes.map(({ id }) => id)).toEqual(['large', 'small']);
    expect(nodes[0]).toMatchObject({ sessions: 6, lastAt: 2, tasksDone: 0 });
    expect(nodes[1]).toMatchObject({ tasksDone: 2, errors: 3, lastAt: 9 });
  });

  test('sessions of one name are one agent: what passes between them is no edge', () => {
    const { edges } = agentGraphOf({ ...none, edges: [edge('a', 'a'), edge('a', 'b')] });
    expect(edges).toEqual([{ from: 'a', to: 'b', kind: 'handover', count: 1, lastAt: 5 }]);
  });

  test('edges alike are one, told of by its count and newest time', () => {
    const { edges } = agentGraphOf({
      ...none,
      edges: [edge('a', 'b', { count: 2 }), edge('a', 'b', { lastAt: 8 }), edge('b', 'a')],
    });
    expect(edges).toEqual([
      { from: 'a', to: 'b', kind: 'handover', count: 3, lastAt: 8 },
      { from: 'b', to: 'a', kind: 'handover', count: 1, lastAt: 5 },
    ]);
  });

  test('an edge to a session that nobody knows is left out, its sender is not', () => {
    const graph = agentGraphOf({
      ...none,
      usage: [{ agent: 'a', lastAt: 1, figures: figures(1) }],
      edges: [edge('a', null)],
    });
    expect(graph).toMatchObject({ edges: [], nodes: [{ id: 'a' }] });
  });

  test('a subagent is a node of its type with its part of the usage; an agent keeps its own', () => {
    const { nodes } = agentGraphOf({
      ...none,
      usage: [{ agent: 'Plan', lastAt: 1, figures: figures(70) }],
      edges: [
        edge('Plan', 'Explore', { kind: 'spawn', isSubagent: true }),
        edge('lead', 'Plan', { kind: 'spawn', isSubagent: true }),
      ],
      subagents: [
        { agentType: 'Explore', figures: figures(7) },
        { agentType: 'Plan', figures: figures(3) },
      ],
    });
    expect(nodes.map(({ id, kind, usage }) => [id, kind, usage.inputTokens])).toEqual([
      ['Plan', 'agent', 70],
      ['Explore', 'subagent', 7],
      ['lead', 'agent', 0],
    ]);
  });

  test('two hundred agents are shown, with the edges between them, and the others counted', () => {
    const usage = Array.from({ length: 250 }, (_, index) => ({
      agent: `agent-${String(index)}`,
      lastAt: 1,
      figures: figures(index),
    }));
    const graph = agentGraphOf({
      ...none,
      usage,
      edges: [edge('agent-249', 'agent-0'), edge('agent-249', 'agent-248')],
    });
    expect(graph.nodes).toHaveLength(200);
    expect(graph.more).toBe(50);
    expect(graph.edges.map(({ to }) => to)).toEqual(['agent-248']);
  });
});
