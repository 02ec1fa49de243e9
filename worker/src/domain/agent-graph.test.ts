import { noFigures, workflowNode } from '@claude-monitor/protocol';
import { describe, expect, test } from 'vitest';
import { agentGraphOf, type AgentRecords } from './agent-graph.ts';

const figures = (inputTokens: number) => ({ ...noFigures(), inputTokens });
const none: AgentRecords = { usage: [], activity: [], sessions: [], edges: [], subagents: [] };
const edge = (from: string, to: string | null, part: Partial<AgentRecords['edges'][number]> = {}) =>
  ({
    from,
    to,
    kind: 'handover',
    count: 1,
    length: 0,
    lastAt: 5,
    isFromSubagent: false,
    isToSubagent: false,
    ...part,
  }) as const;

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
    expect(edges).toEqual([
      { from: 'a', to: 'b', kind: 'handover', count: 1, length: null, lastAt: 5 },
    ]);
  });

  test('alike edges are one, with their count and newest time', () => {
    const { edges } = agentGraphOf({
      ...none,
      edges: [
        edge('a', 'b', { count: 2, length: 40 }),
        edge('a', 'b', { lastAt: 8, length: 2 }),
        edge('b', 'a'),
      ],
    });
    expect(edges).toEqual([
      { from: 'a', to: 'b', kind: 'handover', count: 3, length: 42, lastAt: 8 },
      { from: 'b', to: 'a', kind: 'handover', count: 1, length: null, lastAt: 5 },
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
        edge('Plan', 'Explore', { kind: 'spawn', isToSubagent: true }),
        edge('lead', 'Plan', { kind: 'spawn', isToSubagent: true }),
      ],
      subagents: [
        { id: 'Explore', startedBy: '', figures: figures(7) },
        { id: 'Plan', startedBy: '', figures: figures(3) },
      ],
    });
    expect(nodes.map(({ id, kind, usage }) => [id, kind, usage.inputTokens])).toEqual([
      ['Plan', 'agent', 70],
      ['Explore', 'subagent', 7],
      ['lead', 'agent', 0],
    ]);
  });

  test('who gets a message before it is known to be started is a subagent all the same', () => {
    const { nodes } = agentGraphOf({
      ...none,
      edges: [
        edge('lead', 'writer', { kind: 'message' }),
        edge('writer', 'reviewer', { kind: 'message', isFromSubagent: true }),
        edge('lead', 'reviewer', { kind: 'spawn', isToSubagent: true }),
      ],
    });
    expect(Object.fromEntries(nodes.map(({ id, kind }) => [id, kind]))).toEqual({
      lead: 'agent',
      reviewer: 'subagent',
      writer: 'subagent',
    });
  });

  test('a workflow has what the subagents that its runs started used', () => {
    const group = workflowNode('audit');
    const started = { kind: 'spawn', isFromSubagent: true, isToSubagent: true } as const;
    const { nodes } = agentGraphOf({
      ...none,
      edges: [
        edge('lead', group, { kind: 'spawn', isToSubagent: true }),
        edge(group, 'Explore', started),
        edge(group, 'Plan', started),
      ],
      subagents: [
        { id: 'Explore', startedBy: group, figures: figures(7) },
        { id: 'Explore', startedBy: '', figures: figures(10) },
        { id: 'Plan', startedBy: group, figures: figures(3) },
      ],
    });
    expect(nodes.map(({ id, kind, usage }) => [id, kind, usage.inputTokens])).toEqual([
      ['Explore', 'subagent', 17],
      ['workflow audit', 'workflow', 10],
      ['Plan', 'subagent', 3],
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
