import { expect, test } from 'vitest';
import { card, NOON } from '../../lib/live/live.fixture.ts';
import { sessionsOfAgent } from './agent-sessions.ts';

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
