import { describe, expect, it } from 'vitest';
import { expectExactSums } from './testing/invariants.fixture.ts';
import { expectSame, foldAll, foldOne, pictureOf } from './testing/picture.fixture.ts';
import { permutations, seeded } from '@claude-monitor/protocol/testing/random';
import { SCENARIOS } from './testing/scenarios.fixture.ts';
import { seedsOr } from './testing/seeds.fixture.ts';

const SEEDS = seedsOr([1, 2, 3]);
const MOST_PERMUTED = 6;
const SHUFFLES = 25;

describe.each(Object.entries(SCENARIOS))('%s', (_, events) => {
  const expected = pictureOf(foldAll(events));

  it('[FLD1] looks the same in every order', () => {
    // All orders of a short scenario; a long one has the shuffles below.
    for (const order of permutations(events.slice(0, MOST_PERMUTED))) {
      const rest = events.slice(MOST_PERMUTED);
      expectSame(pictureOf(foldAll([...order, ...rest])), expected);
    }
  });

  it.each(SEEDS)('[FLD1] looks the same shuffled and repeated (seed %i)', (seed) => {
    const random = seeded(seed);
    for (let turn = 0; turn < SHUFFLES; turn++) {
      const order = random.shuffled([...events, ...random.shuffled(events)]);
      expectSame(pictureOf(foldAll(order)), expected);
    }
  });

  it('[FLD1] says of a repetition that it changed nothing', () => {
    const folded = foldAll(events);
    for (const again of events) expect(foldOne(folded, again)).toBe(false);
  });

  it('[USE4] adds up by session, task and page', () => {
    for (const seed of SEEDS) expectExactSums(foldAll(seeded(seed).shuffled(events)));
  });
});
