import { describe, expect, it } from 'vitest';
import { expectExactSums } from './testing/invariants.ts';
import { foldAll, foldOne, pictureOf } from './testing/picture.ts';
import { seeded } from './testing/random.ts';
import { seedsOr } from './testing/seeds.ts';
import { randomStream } from './testing/stream.ts';

const SEEDS = [
  { count: 2_000, seeds: seedsOr([1, 2]) },
  // Short streams leave gaps that long ones fill: other attempts, other owners.
  { count: 120, seeds: seedsOr([105, 114, 123, 1, 2, 3, 4, 5, 6, 7]) },
].flatMap(({ count, seeds }) => seeds.map((seed) => ({ count, seed })));

// The title names the seed of a failure.
describe.each(SEEDS)('$count random events of a fleet (seed $seed)', ({ count, seed }) => {
  const random = seeded(seed);
  const events = randomStream(random, count);
  const reference = foldAll([...events].sort((a, b) => a.time - b.time));

  it('[FLD1] looks the same in five shuffled orders', () => {
    const expected = pictureOf(reference);
    for (let order = 0; order < 5; order++) {
      expect(pictureOf(foldAll(random.shuffled(events)))).toEqual(expected);
    }
  });

  it('[FLD1] does not change when all of it comes again', () => {
    const folded = foldAll(events);
    expect(random.shuffled(events).filter((event) => foldOne(folded, event))).toEqual([]);
    expect(pictureOf(folded)).toEqual(pictureOf(reference));
  });

  it('[USE4] adds up exactly by card, by task and by page', () => {
    expectExactSums(reference);
    expectExactSums(foldAll(random.shuffled(events)));
  });
});
