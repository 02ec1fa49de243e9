import { describe, expect, it } from 'vitest';
import { expectExactSums } from './testing/invariants.ts';
import { foldAll, foldOne, pictureOf } from './testing/picture.ts';
import { seeded } from './testing/random.ts';
import { randomStream } from './testing/stream.ts';

/** `FOLD_SEEDS=1,2,3` runs others; a failure names its seed in the title. */
const SEEDS = (process.env['FOLD_SEEDS'] ?? '1,2,3,4,5,6,7,8').split(',').map(Number);

describe.each(SEEDS)('a random fleet (seed %i)', (seed) => {
  const random = seeded(seed);
  const events = randomStream(random, Number(process.env['FOLD_EVENTS'] ?? 300));
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
