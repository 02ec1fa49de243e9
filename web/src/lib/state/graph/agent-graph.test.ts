import { describe, expect, test } from 'vitest';
import type { AgentEdge, AgentNode } from '@claude-monitor/protocol/agent-graph';
import { card, figures, NOON } from '../../live/fixtures.ts';
import { agentsBehind, sessionsOfAgent } from './agent-sessions.ts';
import { agentSizes, RADIUS } from './agent-sizes.ts';
import { agentLayoutInput, agentWays } from './agent-ways.ts';
import { passed, passedInFull, spokenAgent, workWords } from './agent-words.ts';
import { layeredLayout } from './layered-layout.ts';
import { boundsOf, periodFrom } from './time-windows.ts';

const agent = (id: string, tokens: number, fields: Partial<AgentNode> = {}): AgentNode => ({
  id,
  kind: 'agent',
  sessions: 1,
  usage: figures({ measured: { inputTokens: tokens } }),
  tasksDone: 0,
  tasksFailed: 0,
  toolCalls: 0,
  errors: 0,
  lastAt: NOON,
  ...fields,
});
const edge = (from: string, to: string, kind: AgentEdge['kind'], count = 1): AgentEdge => ({
  from,
  to,
  kind,
  count,
  length: null,
  lastAt: NOON,
});

describe('the size of an agent', () => {
  test('grows with its tokens by area, and nobody is too small to be seen', () => {
    const { measure, radius } = agentSizes([agent('a', 400), agent('b', 100), agent('c', 0)]);
    expect(measure).toBe('tokens');
    expect([...radius.values()]).toEqual([RADIUS.most, RADIUS.most / 2, RADIUS.least]);
  });

  test('is by tasks where nobody used tokens', () => {
    const { measure, radius } = agentSizes([
      agent('a', 0, { tasksDone: 3, tasksFailed: 1 }),
      agent('b', 0, { tasksDone: 1 }),
    ]);
    expect(measure).toBe('tasks');
    expect(radius.get('b')).toBe(RADIUS.most / 2);
  });

  test('of nobody is nothing', () => {
    expect(agentSizes([]).radius.size).toBe(0);
  });
});

test('an agent and what passed, in words', () => {
  const one = agent('auditor', 1_240_000, { kind: 'subagent', sessions: 2, tasksFailed: 1 });
  expect(workWords(one, 'tokens')).toBe('1.24\u202fM tokens');
  expect(spokenAgent(one, 'tokens')).toBe(
    'auditor, subagent, 1.24\u202fM tokens, 2 sessions, 1 task failed',
  );
  expect(passed(edge('a', 'b', 'handover', 3))).toBe('3 handovers');
  expect(passed(edge('a', 'b', 'spawn'))).toBe('1 subagent');
  expect(passed(edge('a', 'workflow audit', 'spawn', 2))).toBe('2 runs');
  expect(passedInFull(edge('a', 'b', 'message'))).toBe('1 message');
  const written = { ...edge('a', 'b', 'message', 2), length: 1_240 };
  expect(passedInFull(written)).toBe('2 messages, 1,240 characters');
});

describe('the edges', () => {
  const EDGES = [
    edge('a', 'b', 'handover'),
    edge('a', 'b', 'message'),
    edge('b', 'a', 'message'),
    edge('b', 'b', 'handover'),
  ];
  const input = agentLayoutInput(['b', 'a'], EDGES, 'LR');

  test('of several kinds between the same two stand apart; one to itself is a loop', () => {
    const ways = agentWays(layeredLayout(input), EDGES, new Map());
    expect(ways).toHaveLength(4);
    expect(new Set(ways.map(({ path }) => path)).size).toBe(4);
    expect(new Set(ways.map(({ at }) => `${String(at.x)} ${String(at.y)}`)).size).toBe(4);
  });

  test('have room for any count, so that a count moves nothing', () => {
    const counted = EDGES.map((one) => ({ ...one, count: 1_000 }));
    expect(agentLayoutInput(['a', 'b'], counted.toReversed(), 'LR')).toEqual(input);
  });
});

describe('the time that is looked at', () => {
  const ask = (query: Record<string, string>) => periodFrom((name) => query[name] ?? null);

  test.each([
    [{}, { from: NOON - 86_400_000, to: null }],
    [{ window: 'hour' }, { from: NOON - 3_600_000, to: null }],
    [{ window: 'all' }, { from: 0, to: null }],
    [{ window: 'century' }, { from: NOON - 86_400_000, to: null }],
    [
      { from: '1000', to: '2000' },
      { from: 1_000, to: 2_000 },
    ],
    [
      { from: '2026-11-22T12:00:00Z', window: 'hour' },
      { from: NOON, to: null },
    ],
    [{ from: 'yesterday' }, { from: NOON - 86_400_000, to: null }],
  ])('%o', (query, bounds) => {
    expect(boundsOf(ask(query), NOON)).toEqual(bounds);
  });
});

test('the sessions of an agent: the newest of answer and feed, the last alive first', () => {
  const mine = { agentName: 'auditor', project: 'dex' };
  const answered = [
    card('a', { ...mine, changedSeq: 1 }),
    card('b', { ...mine, lastAt: NOON + 1 }),
  ];
  const live = [
    card('a', { ...mine, changedSeq: 2, errors: 1 }),
    card('c', { ...mine, lastAt: NOON + 2 }),
    card('d', { agentName: 'auditor', project: 'billing' }),
    card('e', { agentName: 'planner', project: 'dex' }),
  ];
  const found = sessionsOfAgent({ agents: ['auditor'], project: 'dex' }, answered, live);
  expect(found.map(({ id, errors }) => [id, errors])).toEqual([
    ['c', 0],
    ['b', 0],
    ['a', 1],
  ]);
});

test('the sessions of a subagent are those of the agent behind it, through a workflow too', () => {
  const nodes = [
    agent('lead', 1),
    agent('workflow audit', 1, { kind: 'workflow' }),
    agent('Explore', 1, { kind: 'subagent' }),
  ];
  const edges = [
    edge('lead', 'workflow audit', 'spawn'),
    edge('workflow audit', 'Explore', 'spawn'),
    edge('Explore', 'workflow audit', 'spawn'),
    edge('lead', 'Explore', 'message'),
  ];
  expect(agentsBehind({ nodes, edges }, 'Explore')).toEqual(['lead']);
  expect(agentsBehind({ nodes, edges }, 'lead')).toEqual(['lead']);
});
