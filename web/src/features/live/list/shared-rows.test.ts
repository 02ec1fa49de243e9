import { seeded } from '@claude-monitor/protocol/testing/random';
import { describe, expect, test } from 'vitest';
import { sharedRows } from './shared-rows.ts';

describe('the rows of groups', () => {
  test.each([
    ['all of them where there is room', [4, 2], 10, [4, 2]],
    ['small groups whole, the rest of the others', [100, 2, 50], 20, [9, 2, 9]],
    ['one group takes all', [1_000], 150, [150]],
    ['too many groups: the last have none', [5, 5, 5, 5], 9, [3, 3, 3, 0]],
    ['no room shows nothing of what needs much', [5], 0, [0]],
    ['no group', [], 9, []],
  ] as const)('%s', (_, sizes, room, shown) => {
    expect(sharedRows(sizes, room)).toEqual(shown);
  });

  test('are never more than there is room for, nor more than a group has, and leave no room unused', () => {
    for (let seed = 0; seed < 300; seed++) {
      const random = seeded(seed);
      const sizes = Array.from({ length: random.between(0, 120) }, () => random.between(1, 400));
      const room = random.between(0, 200);
      const shown = sharedRows(sizes, room);
      const sum = shown.reduce((all, rows) => all + rows, 0);
      expect(sum).toBeLessThanOrEqual(room);
      expect(shown.every((rows, group) => rows <= (sizes[group] ?? 0))).toBe(true);
      const isAllShown = shown.every((rows, group) => rows === sizes[group]);
      if (!isAllShown && sizes.length <= room / 3) expect(sum).toBe(room);
    }
  });
});
