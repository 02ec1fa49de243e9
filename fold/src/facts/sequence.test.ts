import { describe, expect, it } from 'vitest';
import type { TelemetryEvent } from '@claude-monitor/protocol/event/event';
import { event, TEN } from '../testing/events.fixture.ts';
import { sessionOf } from '../testing/look.fixture.ts';
import { foldAll } from '../testing/picture.fixture.ts';
import { permutations, seeded, type Random } from '@claude-monitor/protocol/testing/random';

const RUN = '11111111-1111-4111-8111-111111111111';

/** One numbered record of a client: its process is what no exporter says. */
type Record = { process: number; number: number; at: number };

function interval(records: readonly Record[]): TelemetryEvent {
  const [first, last] = [records[0], records.at(-1)];
  if (first === undefined || last === undefined) throw new Error('an interval of nothing');
  return event('sequence', RUN, {
    second: 0,
    id: `${String(first.number)}@${String(first.at)}-${String(last.number)}@${String(last.at)}`,
    source: 'otlp',
    process: `${String(first.number)}@${String(first.at)}`,
    time: first.at,
    lastAt: last.at,
    from: first.number,
    to: last.number,
    count: records.length,
  });
}

function intervalsOf(records: readonly Record[]): TelemetryEvent[] {
  const runs: Record[][] = [];
  for (const record of records) {
    const before = runs.at(-1)?.at(-1);
    const goesOn = before?.process === record.process && before.number === record.number - 1;
    if (goesOn) runs.at(-1)?.push(record);
    else runs.push([record]);
  }
  return runs.map(interval);
}

/** What arrived of each process, from its first to its last record. */
function truthOf(arrived: ReadonlySet<Record>) {
  let expected = 0;
  for (const process of new Set([...arrived].map((record) => record.process))) {
    const numbers = [...arrived].filter((record) => record.process === process);
    const all = numbers.map(({ number }) => number);
    expected += Math.max(...all) - Math.min(...all) + 1;
  }
  return { of: 'records', received: arrived.size, expected };
}

const stretch = (from: number, to: number, at: number): Record[] =>
  Array.from({ length: to - from + 1 }, (_, index) => ({
    process: 0,
    number: from + index,
    at: TEN + at + 10 * index,
  }));

const completenessOf = (intervals: readonly TelemetryEvent[]) =>
  sessionOf(foldAll(intervals), RUN).completeness;

/** A session that was resumed now and then: each process counts from 0 again. */
function session(random: Random): Record[] {
  const records: Record[] = [];
  let at = TEN;
  for (let process = 0; process < random.between(1, 4); process++) {
    at += random.between(1, 100_000);
    const length = random.between(1, 80);
    for (let number = 0; number < length; number++) {
      records.push({ process, number, at });
      // Many records are made in the same millisecond.
      at += random.chance(0.5) ? 0 : random.between(1, 400);
    }
    at += 1;
  }
  return records;
}

/** The records cut into exports anywhere, some of which get lost: what arrived is added to `arrived`. */
function deliver(random: Random, records: readonly Record[], arrived: Set<Record>) {
  const events: TelemetryEvent[] = [];
  for (let start = 0; start < records.length;) {
    const size = random.between(1, 40);
    const sent = records.slice(start, start + size);
    start += size;
    if (random.chance(0.3)) continue;
    for (const record of sent) arrived.add(record);
    events.push(...intervalsOf(sent));
  }
  return events;
}

describe('records that exports cut differently', () => {
  it('[USE5] count once where two exports overlap', () => {
    const all = stretch(0, 60, 0);
    const cut = (from: number, to: number) => interval(all.slice(from, to + 1));
    for (const events of permutations([cut(0, 40), cut(20, 60), cut(30, 35)])) {
      expect(completenessOf(events)).toEqual({ of: 'records', received: 61, expected: 61 });
    }
  });

  it('[USE5] a gap stays a gap until an export tells it that spans it', () => {
    const all = stretch(0, 30, 0);
    const cut = (from: number, to: number) => interval(all.slice(from, to + 1));
    const parts = [cut(0, 9), cut(5, 12), cut(20, 30), cut(18, 25)];
    for (const events of permutations(parts)) {
      expect(completenessOf(events)).toMatchObject({ received: 26, expected: 31 });
      expect(completenessOf([...events, cut(11, 19)])).toMatchObject({ received: 31 });
    }
  });

  it('[USE5] a process that was restarted counts, though its numbers are the same', () => {
    const events = [interval(stretch(0, 40, 0)), interval(stretch(0, 40, 1_000))];
    expect(completenessOf(events)).toMatchObject({ received: 82, expected: 82 });
  });

  it('[USE5] two processes at a time, whose last records differ, are two', () => {
    const events = [interval(stretch(0, 40, 0)), interval(stretch(0, 40, 5))];
    expect(completenessOf(events)).toMatchObject({ received: 82, expected: 82 });
  });

  it('[USE5] [FLD1] add up to what arrived, however they were cut, lost, repeated and ordered', () => {
    for (let seed = 1; seed <= 150; seed++) {
      const random = seeded(seed);
      const records = session(random);
      // By its first record a process is known to be another one.
      const arrived = new Set(records.filter(({ number }) => number === 0));
      const events = [...arrived].flatMap((first) => intervalsOf([first]));
      for (let turn = random.between(1, 4); turn > 0; turn--) {
        events.push(...deliver(random, records, arrived));
      }
      const reported = completenessOf(random.shuffled(events));
      expect(reported, `seed ${String(seed)}`).toEqual(truthOf(arrived));
    }
  });
});
