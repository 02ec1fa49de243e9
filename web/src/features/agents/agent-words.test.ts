import { expect, test } from 'vitest';
import { edgeSummary, edgeDetails, agentLabel, workWords } from './agent-words.ts';
import { agent, edge } from './agent-graph.fixture.ts';

test('an agent and what passed, in words', () => {
  const one = agent('auditor', 1_240_000, { kind: 'subagent', sessions: 2, tasksFailed: 1 });
  expect(workWords(one, 'tokens')).toBe('1.24\u202fM tokens');
  expect(agentLabel(one, 'tokens')).toBe(
    'auditor, subagent, 1.24\u202fM tokens, 2 sessions, 1 task failed',
  );
  expect(edgeSummary(edge('a', 'b', { kind: 'handover', count: 3 }))).toBe('3 handovers');
  expect(edgeSummary(edge('a', 'b', { kind: 'spawn' }))).toBe('1 subagent');
  expect(edgeSummary(edge('a', 'workflow audit', { kind: 'spawn', count: 2 }))).toBe('2 runs');
  expect(edgeDetails(edge('a', 'b', { kind: 'message' }))).toBe('1 message');
  const written = { ...edge('a', 'b', { kind: 'message', count: 2 }), length: 1_240 };
  expect(edgeDetails(written)).toBe('2 messages, 1,240 characters');
});
