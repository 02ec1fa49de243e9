import { expect, test } from 'vitest';
import { session, NOON } from '../../lib/live/live.fixture.ts';
import { agent, edge } from './agent-graph.fixture.ts';
import { agentsBehind, sessionsOfAgent } from './agent-sessions.ts';

test('the sessions of an agent: the newest of answer and feed, the last alive first', () => {
  const mine = { agentName: 'auditor', project: 'dex' };
  const answered = [
    session('a', { ...mine, changedSeq: 1 }),
    session('b', { ...mine, lastAt: NOON + 1 }),
  ];
  const live = [
    session('a', { ...mine, changedSeq: 2, errors: 1 }),
    session('c', { ...mine, lastAt: NOON + 2 }),
    session('d', { agentName: 'auditor', project: 'billing' }),
    session('e', { agentName: 'planner', project: 'dex' }),
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
    edge('lead', 'workflow audit', { kind: 'spawn' }),
    edge('workflow audit', 'Explore', { kind: 'spawn' }),
    edge('Explore', 'workflow audit', { kind: 'spawn' }),
    edge('lead', 'Explore', { kind: 'message' }),
  ];
  expect(agentsBehind({ nodes, edges }, 'Explore')).toEqual(['lead']);
  expect(agentsBehind({ nodes, edges }, 'lead')).toEqual(['lead']);
});
