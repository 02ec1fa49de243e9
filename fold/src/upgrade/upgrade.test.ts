import { describe, expect, it } from 'vitest';
import type { TelemetryEvent } from '@claude-monitor/protocol/event/event';
import { seeded, type Random } from '@claude-monitor/protocol/testing/random';
import { noChanges } from '../state.ts';
import {
  expectSame,
  foldAll,
  foldOne,
  pictureOf,
  priceOf,
  startFolding,
  type Folded,
} from '../testing/picture.fixture.ts';
import { SCENARIOS } from '../testing/scenarios.fixture.ts';
import { seedsOr } from '../testing/seeds.fixture.ts';
import { randomStream } from '../testing/stream.fixture.ts';
import { asFirstEdition, type OldStorage } from './first-edition.fixture.ts';
import {
  adoptFacts,
  adoptPromptedAt,
  adoptSession,
  adoptTrack,
  computeAdopted,
  processAdopted,
} from './index.ts';

/** Sessions come in any order, and what a fact adds is computed a chunk at a time. */
function adopted(old: OldStorage, random: Random): Folded {
  const folded = startFolding();
  const { state } = folded;
  folded.seq = 1_000_000;
  const with_ = { seq: folded.seq, priceOf };
  state.seriesAt = old.seriesAt;
  state.totals.day.at = old.dayAt;
  const inAnyOrder = random.shuffled(old.sessions);
  for (const session of inAnyOrder) adoptSession(state, session, folded.seq);
  for (const { key, tracks, promptedAt } of random.shuffled(inAnyOrder)) {
    const session = state.sessions.get(key);
    if (session === undefined) throw new Error('a session was not entered');
    for (const track of tracks.values()) adoptTrack(session, track, folded);
    adoptPromptedAt(state, session, promptedAt);
  }
  for (const { session, hour, facts } of old.hours) {
    const run = state.sessions.get(session);
    if (run !== undefined) adoptFacts(state, run, { hour, facts, seq: folded.seq });
  }
  while (processAdopted(state, with_));
  for (const { key } of random.shuffled(inAnyOrder)) {
    const run = state.sessions.get(key);
    for (let place = run === undefined ? null : { hour: 0, chunk: 0 }; place !== null;) {
      if (run === undefined) break;
      place = computeAdopted(state, run, { place, budget: 1, ...with_ }).next;
    }
  }
  state.changes = noChanges();
  return folded;
}

const STREAMS = seedsOr([1, 2, 3, 4]).map((seed): [string, ReturnType<typeof randomStream>] => [
  `a stream of seed ${String(seed)}`,
  // The first edition knew no outcomes of work, so what it stored can't hold any.
  randomStream(seeded(seed), 150).filter(({ type }) => type !== 'task.outcome'),
]);

/** The first edition kept no signs of life: how long sessions were in a state is known since. */
function withoutTimes(folded: Folded) {
  const { rows, ...picture } = pictureOf(folded);
  const known = rows.flatMap(([key, row]): typeof rows => {
    const { times: _, ...rest } = row;
    const isOnlyTimes =
      row['kind'] === 'activity' && !/[1-9]/.test(JSON.stringify(row['activity']));
    return isOnlyTimes ? [] : [[key, rest]];
  });
  return { ...picture, rows: known };
}

/** The first edition knew no labels. */
const withoutLabels = ({ labels: _, ...event }: TelemetryEvent): TelemetryEvent => event;

describe.each([...Object.entries(SCENARIOS), ...STREAMS])('%s', (_, labelled) => {
  const events = labelled.map(withoutLabels);

  it('[HUB3] looks the same when it comes from what the first edition stored', () => {
    const folded = foldAll(events);
    const again = adopted(asFirstEdition(folded), seeded(7));
    expectSame(withoutTimes(again), withoutTimes(folded));
  });

  it('[HUB3] goes on as it would have: half from storage, half from events', () => {
    const half = events.length >> 1;
    const again = adopted(asFirstEdition(foldAll(events.slice(0, half))), seeded(8));
    for (const event of events.slice(half)) foldOne(again, event);
    expectSame(withoutTimes(again), withoutTimes(foldAll(events)));
    expect(again.seq).toBeGreaterThan(0);
  });
});
