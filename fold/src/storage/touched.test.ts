import { describe, expect, it } from 'vitest';
import type { TelemetryEvent } from '@claude-monitor/protocol/event/event';
import { seeded } from '@claude-monitor/protocol/testing/random';
import {
  expectSame,
  foldAll,
  foldOne,
  pictureOf,
  startFolding,
} from '../testing/picture.fixture.ts';
import { packRecords, countUnpacked } from '../state.ts';
import { SCENARIOS } from '../testing/scenarios.fixture.ts';
import { randomStream } from '../testing/stream.fixture.ts';

/** Folds with records of which nothing is remembered from one event to the next but what was touched. */
function foldForgetting(events: readonly TelemetryEvent[]) {
  const folded = startFolding();
  for (const event of events) {
    foldOne(folded, event);
    folded.records.forget();
  }
  return folded;
}

/** Packs all that changed after each event; what is stored in the end is what was packed last. */
function foldPacking(events: readonly TelemetryEvent[]) {
  const folded = startFolding();
  for (const event of events) {
    foldOne(folded, event);
    for (const length of packRecords(folded.state)) expect(length).toBeGreaterThan(0);
    expect(countUnpacked(folded.state)).toBe(0);
  }
  folded.records.forget();
  return folded;
}

describe('a record that is not touched is not stored, and', () => {
  it.each(Object.entries(SCENARIOS))('[HUB3] nothing is lost of %s', (_, events) => {
    const random = seeded(5);
    const expected = pictureOf(foldAll(events));
    for (let turn = 0; turn < 10; turn++) {
      expectSame(pictureOf(foldForgetting(random.shuffled(events))), expected);
    }
  });

  it.each([1, 2, 3, 4])('[HUB3] nothing is lost of a fleet (seed %i)', (seed) => {
    const random = seeded(seed);
    const events = random.shuffled(randomStream(random, 400));
    expectSame(pictureOf(foldForgetting(events)), pictureOf(foldAll(events)));
    expect(events.length).toBeGreaterThanOrEqual(400);
  });
});

describe('a record that is packed ahead of a checkpoint and changes afterwards is packed again, and', () => {
  it.each(Object.entries(SCENARIOS))('[HUB3] nothing is lost of %s', (_, events) => {
    const random = seeded(6);
    const expected = pictureOf(foldAll(events));
    for (let turn = 0; turn < 10; turn++) {
      expectSame(pictureOf(foldPacking(random.shuffled(events))), expected);
    }
  });

  it.each([1, 2, 3, 4])('[HUB3] nothing is lost of a fleet (seed %i)', (seed) => {
    const random = seeded(seed);
    const events = random.shuffled(randomStream(random, 400));
    expectSame(pictureOf(foldPacking(events)), pictureOf(foldAll(events)));
    expect(events.length).toBeGreaterThanOrEqual(400);
  });
});
