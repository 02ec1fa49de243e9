import { describe, expect, test } from 'vitest';
import type { TelemetryEvent } from '@claude-monitor/protocol/event/event';
import { seeded, type Random } from '@claude-monitor/protocol/testing/random';
import { newFoldState } from '../../state.ts';
import { event } from '../../testing/events.fixture.ts';
import {
  around,
  expectSame,
  factsIn,
  foldAll,
  foldOne,
  hoursOf,
  pictureOf,
  save,
  startFolding,
  type Folded,
} from '../../testing/picture.fixture.ts';
import { countChunks } from './chunk-infos.ts';
import { segmentOf } from './segment.ts';

const RUN = '5e551011-0000-4000-8000-000000000001';
const FACTS = 2_000;

/** An hour of one session: requests, tool calls that end long after they began, errors, prompts, tasks. */
function busyHour(random: Random): TelemetryEvent[] {
  const events: TelemetryEvent[] = [];
  for (let index = 0; index < FACTS; index++) {
    const at = index;
    const id = `busy-${String(index)}`;
    const toolUseId = `toolu_${String(index)}`;
    const kind = random.pick(['usage', 'tool', 'tool', 'error', 'prompt', 'task'] as const);
    if (kind === 'usage') {
      events.push(
        event('usage', RUN, {
          second: at,
          id,
          model: 'opus',
          requestId: `req_${String(index)}`,
          inputTokens: 3,
        }),
      );
    } else if (kind === 'tool') {
      const call = { toolUseId, toolName: 'Bash', source: 'hook' } as const;
      events.push(
        event('tool.call', RUN, { second: at, ...call, id, state: 'started' }),
        event('tool.call', RUN, {
          second: at + random.between(1, 900),
          ...call,
          id: `${id}-end`,
          state: 'succeeded',
        }),
      );
    } else if (kind === 'error') {
      events.push(event('error', RUN, { second: at, id, errorType: `type ${String(index % 5)}` }));
    } else if (kind === 'prompt') {
      events.push(
        event('prompt', RUN, { second: at, id, promptId: `prompt-${String(index)}`, length: 5 }),
      );
    } else {
      const taskId = `task-${String(Math.floor(index / 40))}`;
      events.push(event('task.start', RUN, { second: at, id, taskId, source: 'mcp' }));
    }
  }
  return events;
}

/** Folds with a checkpoint after so many events, after which all is read from storage again. */
function foldInSteps(events: readonly TelemetryEvent[], step: number): Folded {
  const folded = startFolding();
  for (const [index, next] of events.entries()) {
    foldOne(folded, next);
    if (index % step === 0) folded.records.forget();
  }
  return folded;
}

describe('an hour of thousands of facts', () => {
  test.each([
    ['in order', 1, (events: TelemetryEvent[]) => events],
    ['in any order', 2, (events: TelemetryEvent[], random: Random) => random.shuffled(events)],
    [
      'twice, the second time in any order',
      3,
      (events: TelemetryEvent[], random: Random) => [...events, ...random.shuffled(events)],
    ],
  ] as const)('[FLD1] is the same, read from storage in parts, %s', (_, seed, arranged) => {
    const random = seeded(seed);
    const events = busyHour(random);
    const expected = pictureOf(foldAll(events));
    for (const step of [97, 700]) {
      const folded = foldInSteps(arranged(events, random), step);
      expectSame(pictureOf(folded), expected);
      expect(factsIn(folded)).toHaveLength(factsIn(foldAll(events)).length);
    }
  });

  test('[HUB8] keeps a few bytes of each in memory', () => {
    const folded = foldAll(busyHour(seeded(4)));
    const [hour] = hoursOf(folded);
    if (hour === undefined) throw new Error('there is no hour');
    expect(countChunks(hour)).toBeGreaterThan(60);
    expect(hour.chunks.length).toBeLessThanOrEqual(16);
    const ofSegments = hour.segments.reduce((sum, { keys }) => sum + keys.bytes, 0);
    expect(ofSegments).toBeLessThan(2.5 * FACTS * 1.5);
    expect(hour.keys.bytes).toBeLessThan(16 * 24 * 20);
  });

  test('[HUB3] that an earlier version stored in longer segments is read, and written in today’s', () => {
    const random = seeded(5);
    const events = busyHour(random);
    const half = Math.floor(events.length / 2);
    const before = foldAll(events.slice(0, half));
    save(before);
    asFormerly(before);
    const state = newFoldState({ storage: before.storage });
    Object.assign(state, smallOf(before));
    const folded = around(state, { storage: before.storage, seq: before.seq, isForgetful: false });
    for (const [index, next] of events.slice(half).entries()) {
      foldOne(folded, next);
      if (index % 150 === 0) folded.records.forget();
    }
    for (const again of random.shuffled(events)) foldOne(folded, again);
    expectSame(pictureOf(folded), pictureOf(foldAll(events)));
  });
});

const smallOf = ({ state }: Folded) => {
  const { totals, series, seriesCells, seriesAt, calls, originsInDoubt } = state;
  return { totals, series, seriesCells, seriesAt, calls, originsInDoubt };
};

const FORMER_SEGMENT = 64;

/** Rewrites the records of an hour as they were: full chunks in segments of 64. */
function asFormerly({ storage }: Folded): void {
  for (const key of storage.keys('hour')) {
    const stored = JSON.parse(storage.read('hour', key) ?? '') as { n: number[] };
    const [rev = 0, pages = 0, , arrivedOn = 0, segments = 0] = stored.n;
    const infos: [number][] = [];
    for (let segment = 0; segment < segments; segment++) {
      const body = storage.read('chunk_index', `${key} ${String(segment)}`) ?? '[]';
      infos.push(...(JSON.parse(body) as [number][]));
      storage.remove('chunk_index', `${key} ${String(segment)}`);
    }
    expect(infos.length).toBeGreaterThan(segmentOf(FORMER_SEGMENT));
    const count = Math.ceil((Math.max(...infos.map(([number]) => number)) + 1) / FORMER_SEGMENT);
    for (let segment = 0; segment < count; segment++) {
      const part = infos.filter(([number]) => Math.floor(number / FORMER_SEGMENT) === segment);
      storage.write('chunk_index', [
        { key: `${key} ${String(segment)}`, body: JSON.stringify(part) },
      ]);
    }
    const body = JSON.stringify({ ...stored, n: [rev, pages, count, arrivedOn] });
    storage.write('hour', [{ key, body }]);
  }
}
