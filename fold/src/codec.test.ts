import { describe, expect, it } from 'vitest';
import { decodeState, encodeState } from './codec.ts';
import { newFoldState, smallStateOf } from './state.ts';
import {
  around,
  expectSame,
  foldAll,
  foldOne,
  pictureOf,
  save,
  type Folded,
} from './testing/picture.fixture.ts';
import { seeded } from '@claude-monitor/protocol/testing/random';
import { randomStream } from './testing/stream.fixture.ts';

/** What a hub does when it is evicted: records stay in storage, the rest goes there as text and back. */
function evicted(folded: Folded): Folded {
  save(folded);
  const kept = smallStateOf(folded.state);
  const { storage } = folded;
  const state = newFoldState({ storage, requests: folded.state.requests });
  Object.assign(state, decodeState(encodeState(kept)));
  return around(state, folded);
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
