import { describe, expect, test } from 'vitest';
import { session, task } from '../../lib/live/live.fixture.ts';
import { newerSession, newerTasks } from './newer.ts';

describe('of the live feed and the history', () => {
  test('the newer session is shown, and the only one', () => {
    const [one, two] = [session('a', { changedSeq: 1 }), session('a', { changedSeq: 2 })];
    expect(newerSession(one, two)).toBe(two);
    expect(newerSession(two, one)).toBe(two);
    expect(newerSession(undefined, one)).toBe(one);
    expect(newerSession(one, undefined)).toBe(one);
    expect(newerSession(undefined, undefined)).toBeNull();
  });

  test('the newer of each task is shown, and none of other sessions', () => {
    const live = new Map(
      [
        task('x', { session: 'a', changedSeq: 5 }),
        task('y', { session: 'b', changedSeq: 5 }),
        task('z', { session: 'a', changedSeq: 1 }),
      ].map((one) => [one.id, one]),
    );
    const stored = [task('z', { session: 'a', changedSeq: 3 })];
    expect(newerTasks('a', live, stored).map(({ id, changedSeq }) => [id, changedSeq])).toEqual([
      ['z', 3],
      ['x', 5],
    ]);
  });
});
