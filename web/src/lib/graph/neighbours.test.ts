import { expect, test } from 'vitest';
import { chainOf, isOnChain, neighboursOf } from './neighbours.ts';

const EDGES = [
  { from: 'spec', to: 'pool' },
  { from: 'spec', to: 'rpc' },
  { from: 'pool', to: 'audit' },
  { from: 'audit', to: 'deploy' },
  { from: 'rpc', to: 'deploy' },
  { from: 'pool', to: 'docs' },
];

test('a chain holds what a task rests on and what rests on it, and nobody beside it', () => {
  const chain = chainOf('audit', neighboursOf(EDGES));
  expect([...chain.before].sort()).toEqual(['pool', 'spec']);
  expect([...chain.after]).toEqual(['deploy']);
});

test('the edges of a chain are those that lead to the task and from it', () => {
  const chain = chainOf('audit', neighboursOf(EDGES));
  const shown = EDGES.filter((edge) => isOnChain(edge, 'audit', chain));
  expect(shown.map(({ from, to }) => `${from}-${to}`)).toEqual([
    'spec-pool',
    'pool-audit',
    'audit-deploy',
  ]);
});

test('a circle is walked once, and the task is not in its own chain', () => {
  const circle = neighboursOf([
    { from: 'a', to: 'b' },
    { from: 'b', to: 'c' },
    { from: 'c', to: 'a' },
  ]);
  expect([...chainOf('a', circle).after].sort()).toEqual(['b', 'c']);
});

test('what is named twice is a neighbour once; who has none has an empty chain', () => {
  const neighbours = neighboursOf([
    { from: 'a', to: 'b' },
    { from: 'a', to: 'b' },
  ]);
  expect(neighbours.after.get('a')).toEqual(['b']);
  expect(chainOf('z', neighbours)).toEqual({ before: new Set(), after: new Set() });
});
