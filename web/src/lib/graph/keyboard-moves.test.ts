import { describe, expect, test } from 'vitest';
import { isMove, moveFrom, type Move } from './keyboard-moves.ts';
import type { Layout } from './layout/layered-layout.ts';
import { neighboursOf } from './neighbours.ts';

/** a leads to b and c, c to d; e stands alone below. */
const PLACES = { a: [0, 50], b: [200, 0], c: [200, 100], d: [400, 100], e: [0, 300] } as const;
const neighbours = neighboursOf([
  { from: 'a', to: 'b' },
  { from: 'a', to: 'c' },
  { from: 'c', to: 'd' },
]);

const layoutOf = (direction: Layout['direction']): Layout => ({
  direction,
  width: 500,
  height: 400,
  routes: [],
  boxes: Object.entries(PLACES).map(([id, [along, across]]) => ({
    id,
    width: 100,
    height: 40,
    ...(direction === 'LR' ? { x: along, y: across } : { x: across, y: along }),
  })),
});

const go = (id: string, move: Move, direction: Layout['direction'] = 'LR'): string | null =>
  moveFrom(id, move, { layout: layoutOf(direction), neighbours });

describe('an arrow', () => {
  test.each([
    ['c', 'ArrowRight', 'd'],
    ['d', 'ArrowLeft', 'c'],
    ['b', 'ArrowLeft', 'a'],
    ['b', 'ArrowDown', 'c'],
    ['c', 'ArrowUp', 'b'],
    ['a', 'ArrowDown', 'e'],
  ] as const)('from %s by %s leads to %s', (from, move, to) => {
    expect(go(from, move)).toBe(to);
  });

  test('of several edges takes the one that leads straightest', () => {
    expect(['b', 'c']).toContain(go('a', 'ArrowRight'));
  });

  test('without an edge leads to what stands nearest that way', () => {
    expect(go('e', 'ArrowRight')).toBe('c');
  });

  test('where nothing is leads nowhere', () => {
    expect(go('e', 'ArrowDown')).toBeNull();
    expect(go('b', 'ArrowUp')).toBeNull();
  });

  test('follows the layers when they go downward', () => {
    expect(go('c', 'ArrowDown', 'TB')).toBe('d');
    expect(go('d', 'ArrowUp', 'TB')).toBe('c');
  });
});

test('Home and End lead to the first and the last, also from where nothing is', () => {
  expect(go('d', 'Home')).toBe('a');
  expect(go('a', 'End')).toBe('d');
  expect(go('gone', 'ArrowRight')).toBe('a');
});

test('other keys are no moves', () => {
  expect(['ArrowUp', 'Home', 'a', 'Tab', 'toString'].filter(isMove)).toEqual(['ArrowUp', 'Home']);
});
