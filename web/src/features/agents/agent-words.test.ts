import { expect, test } from 'vitest';
import { passed, passedInFull, spokenAgent, workWords } from './agent-words.ts';
import { agent, edge } from './agent-graph.fixture.ts';

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
