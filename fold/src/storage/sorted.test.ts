import { describe, expect, it } from 'vitest';
import { seeded } from '@claude-monitor/protocol/testing/random';
import { memoryRecords } from './records.ts';
import { after, from, isBefore, newList, Sorted, type Entry, type Page } from './sorted.ts';

const SUMS = {
  none: 0,
  of: ({ value }: Entry<number>) => value,
  join: Math.max,
};

function start() {
  const pages = memoryRecords<Page<number, number>>();
  const list = newList<number, number>();
  return { pages, sorted: new Sorted({ pages, sums: SUMS }, 'list', list) };
}

describe('a sorted list in records', () => {
  it.each([1, 2, 3])('answers as a plain array does, through any changes (seed %i)', (seed) => {
    const random = seeded(seed);
    const { pages, sorted } = start();
    let plain: Entry<number>[] = [];
    for (let turn = 0; turn < 4_000; turn++) {
      const entry = {
        at: random.between(0, 300),
        id: String(random.between(0, 9)),
        value: random.between(1, 1_000),
      };
      const others = plain.filter(({ at, id }) => at !== entry.at || id !== entry.id);
      // First it mostly grows, then it mostly shrinks.
      if (random.chance(turn < 2_500 ? 0.8 : 0.2)) {
        sorted.set(entry);
        plain = [...others, entry].sort((a, b) => (isBefore(a, b) ? -1 : 1));
      } else {
        sorted.delete(entry);
        plain = others;
      }
      const least = random.between(0, 1_000);
      const passes = (value: number) => value >= least;
      const [low, high] = [from(random.between(0, 300)), after(random.between(0, 300))];
      const inside = plain.filter((item) => !isBefore(item, low) && isBefore(item, high));
      expect(sorted.size).toBe(plain.length);
      expect(sorted.next(low, passes)).toEqual(
        plain.find((item) => !isBefore(item, low) && passes(item.value)),
      );
      expect(sorted.previous(high, passes)).toEqual(
        plain.findLast((item) => isBefore(item, high) && passes(item.value)),
      );
      expect(sorted.sumBetween(low, high)).toBe(Math.max(0, ...inside.map(({ value }) => value)));
    }
    for (const entry of plain) sorted.delete(entry);
    expect([...pages.keys()]).toEqual([]);
  });
});
