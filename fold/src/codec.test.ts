import { describe, expect, it } from 'vitest';
import { decodeState, encodeState } from './codec.ts';
import { memoryPages } from './facts/page.ts';
import { newFoldState, type FoldState } from './state.ts';
import { expectSame, foldAll, foldOne, pictureOf, type Folded } from './testing/picture.ts';
import { seeded } from '@claude-monitor/protocol/testing/random';
import { randomStream } from './testing/stream.ts';

/** What a hub does when it is evicted: all goes to storage as text and comes back. */
function evicted(folded: Folded): Folded {
  const pages = memoryPages();
  for (const page of folded.pages()) {
    // The test wrote it a line before.
    Object.assign(pages.create(page.session, page.hour), decodeState(encodeState(page)));
  }
  const { sessions, cards, totals, series, seriesAt, calls, originsInDoubt } = folded.state;
  const kept = { sessions, cards, totals, series, seriesAt, calls, originsInDoubt };
  folded.records.forget();
  const state: FoldState = Object.assign(
    newFoldState(pages, folded.state.claims, folded.records.all),
    decodeState(encodeState(kept)) as typeof kept,
  );
  return { ...folded, state, pages: pages.all };
}

describe('a state that was stored and read back', () => {
  it('[HUB3] goes on as if it had never been away, however often', () => {
    const random = seeded(11);
    const events = random.shuffled(randomStream(random, 300));
    let folded = foldAll([]);
    for (const [index, event] of events.entries()) {
      if (index % 37 === 0) folded = evicted(folded);
      foldOne(folded, event);
    }
    expectSame(pictureOf(folded), pictureOf(foldAll(events)));
  });

  it('keeps maps, and texts that look like its own marks', () => {
    const value = { map: new Map([['$map', { text: '{"$map":[]}' }]]), list: [null, 1] };
    expect(decodeState(encodeState(value))).toEqual(value);
  });
});
