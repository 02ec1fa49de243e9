import { parseEvent, type TelemetryEventInput } from '@claude-monitor/protocol';
import { expect, test } from 'vitest';
import { endedSession, smallSession } from '../../bench/load/sessions.ts';
import { SHAPES, take } from '../../bench/load/shapes.ts';

/** What benchmarks and tests of the fold share: streams that are valid and always the same. */
const NOW = Date.parse('2026-11-29T12:20:00Z');
const HOUR_MS = 3_600_000;

const refused = (events: readonly TelemetryEventInput[]): unknown[] =>
  events.map((event) => parseEvent(event)).filter(({ ok }) => !ok);

test.each(Object.entries(SHAPES))('%s: valid events, the same each time', (_, shape) => {
  const events = take(shape({ now: NOW, seed: 3 }), 500);
  expect(events).toHaveLength(500);
  expect(refused(events)).toEqual([]);
  expect(new Set(events.map(({ id }) => id)).size).toBe(500);
  expect(take(shape({ now: NOW, seed: 3 }), 500)).toEqual(events);
});

test('a busy hour is one hour', () => {
  const events = take(SHAPES['one busy hour of one session']({ now: NOW, seed: 3 }), 100_000);
  const hours = new Set(events.map(({ time }) => Math.floor(Number(time) / HOUR_MS)));
  expect(hours.size).toBe(1);
});

test.each([
  { make: smallSession, count: 7 },
  { make: endedSession, count: 24 },
])('a session of $count events begins and ends', ({ make, count }) => {
  const events = make(5, NOW);
  expect(refused(events)).toEqual([]);
  expect(events.map(({ type }) => type)).toHaveLength(count);
  expect([events[0]?.type, events.at(-1)?.type]).toEqual(['session.start', 'session.end']);
  expect(make(5, NOW)).toEqual(events);
});
