import { expect, test } from 'vitest';
import { normalise } from '../testing/captures.fixture.ts';

const START = 1_795_343_880_000;
const nanos = (ms: number) => `${String(ms)}000000`;

const DELTA = 1;
const CUMULATIVE = 2;

/** Readings of one counter of Claude Code whose sender writes the same start each time. */
const cellsOf = (aggregationTemporality: number, times: readonly number[]): Set<string> => {
  const dataPoints = times.map((time) => ({
    startTimeUnixNano: nanos(START),
    timeUnixNano: nanos(time),
    asInt: '50',
    attributes: [
      { key: 'session.id', value: { stringValue: 'run' } },
      { key: 'type', value: { stringValue: 'input' } },
    ],
  }));
  const sum = { aggregationTemporality, isMonotonic: true, dataPoints };
  const metrics = [{ name: 'claude_code.token.usage', sum }];
  const { events } = normalise('metrics', {
    json: { resourceMetrics: [{ scopeMetrics: [{ metrics }] }] },
  });
  return new Set(
    events.map((event) =>
      event.type === 'metric' ? JSON.stringify([event.attributes, event.startAt]) : event.type,
    ),
  );
};

test('[USE2] each point of a delta counter counts by itself, whatever it says it began', () => {
  expect(cellsOf(DELTA, [START + 1_000, START + 2_000, START + 60_000]).size).toBe(3);
  expect(cellsOf(DELTA, [START + 1_000, START + 1_000]).size).toBe(1);
});

test('[USE2] points of a cumulative counter are readings of one cell until it starts again', () => {
  expect(cellsOf(CUMULATIVE, [START + 1_000, START + 2_000, START + 60_000]).size).toBe(1);
});
