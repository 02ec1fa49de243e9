import { describe, expect, test } from 'vitest';
import { agent } from '../agent-graph.fixture.ts';
import { agentSizes, RADIUS } from './agent-sizes.ts';

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
