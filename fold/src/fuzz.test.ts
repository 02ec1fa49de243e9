import { describe, expect, it } from 'vitest';
import { noChanges } from './state.ts';
import { expectExactSums } from './testing/invariants.fixture.ts';
import {
  expectSame,
  foldAll,
  foldOne,
  pictureOf,
  startFolding,
  viewsOf,
} from './testing/picture.fixture.ts';
import { seeded } from '@claude-monitor/protocol/testing/random';
import { seedsOr } from './testing/seeds.fixture.ts';
import { randomStream } from './testing/stream.fixture.ts';

const SEEDS = [
  { count: 2_000, seeds: seedsOr([1]) },
  { count: 600, seeds: seedsOr([2, 3]) },
  // Short streams leave gaps that long ones fill: other attempts, other owners.
  { count: 120, seeds: seedsOr([105, 114, 123, 1065, 1228, 1, 2, 3, 4, 5, 6, 7]) },
].flatMap(({ count, seeds }) => seeds.map((seed) => ({ count, seed })));

const TIMEOUT_MS = 60_000;
/** Viewing all sessions after each event is slow. */
const VIEWED = 400;

// The title names the seed of a failure.
describe.each(SEEDS)(
  '$count random events of a fleet (seed $seed)',
  { timeout: TIMEOUT_MS },
  ({ count, seed }) => {
    const events = randomStream(seeded(seed), count);
    const reference = foldAll([...events].sort((a, b) => a.time - b.time));

    it('[FLD1] looks the same in five shuffled orders', () => {
      const random = seeded(seed);
      const expected = pictureOf(reference);
      for (let order = 0; order < 5; order++) {
        expectSame(pictureOf(foldAll(random.shuffled(events))), expected);
      }
    });

    it('[FLD1] does not change when all of it comes again', () => {
      const random = seeded(seed);
      const folded = foldAll(events);
      expect(random.shuffled(events).filter((event) => foldOne(folded, event))).toEqual([]);
      expectSame(pictureOf(folded), pictureOf(reference));
    });

    it('tells which sessions and tasks look different after each event', () => {
      const random = seeded(seed);
      const folded = startFolding();
      let before = viewsOf(folded);
      for (const event of random.shuffled(events).slice(0, VIEWED)) {
        folded.state.changes = noChanges();
        foldOne(folded, event);
        const after = viewsOf(folded);
        const { sessions, tasks, goneSessions, goneTasks } = folded.state.changes;
        const reported = new Set([...sessions, ...tasks, ...goneSessions, ...goneTasks]);
        const changed = [...new Set([...before.keys(), ...after.keys()])];
        const silent = changed.filter(
          (id) => before.get(id) !== after.get(id) && !reported.has(id),
        );
        expect({ event, silent }).toEqual({ event, silent: [] });
        before = after;
      }
    });

    it('[USE4] adds up exactly by session, by task and by page', () => {
      const random = seeded(seed);
      expectExactSums(reference);
      expectExactSums(foldAll(random.shuffled(events)));
    });
  },
);
