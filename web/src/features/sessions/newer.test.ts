import { describe, expect, test } from 'vitest';
import { card, task } from '../../lib/live/live.fixture.ts';
import { newerCard, newerTasks } from './newer.ts';

describe('of the live feed and the history', () => {
  test('the newer card is shown, and the only one', () => {
    const [one, two] = [card('a', { changedSeq: 1 }), card('a', { changedSeq: 2 })];
    expect(newerCard(one, two)).toBe(two);
    expect(newerCard(two, one)).toBe(two);
    expect(newerCard(undefined, one)).toBe(one);
    expect(newerCard(one, undefined)).toBe(one);
    expect(newerCard(undefined, undefined)).toBeNull();
  });

  test('the newer of each task is shown, and none of other sessions', () => {
    const live = new Map(
      [
        task('x', { cardId: 'a', changedSeq: 5 }),
        task('y', { cardId: 'b', changedSeq: 5 }),
        task('z', { cardId: 'a', changedSeq: 1 }),
      ].map((one) => [one.id, one]),
    );
    const stored = [task('z', { cardId: 'a', changedSeq: 3 })];
    expect(newerTasks('a', live, stored).map(({ id, changedSeq }) => [id, changedSeq])).toEqual([
      ['z', 3],
      ['x', 5],
    ]);
  });
});
