import { fold, newFoldState } from '@claude-monitor/fold';
import { eventSchema, TIME, type TelemetryEvent } from '@claude-monitor/protocol';
import { expect, test } from 'vitest';
import { requestsOf } from '../../store/testing/requests.fixture.ts';
import { rowsOfHour, type HourRows } from './history-rows.ts';

const AT = Date.UTC(2026, 4, 4, 11, 30);
const HOUR = AT - 30 * TIME.minuteMs;
const RUN = '00000000-0000-4000-8000-000000000001';

type Fields = { id: string; type: TelemetryEvent['type']; [field: string]: unknown };

const event = (fields: Fields): TelemetryEvent =>
  eventSchema.parse({ sessionId: RUN, source: 'otlp', time: AT, ...fields });

/** The rows that all hours make once these events were folded, those that changed after `since`. */
function rowsAfter(events: TelemetryEvent[], since = 0): HourRows {
  const state = newFoldState();
  for (const [index, item] of events.entries()) {
    fold(state, item, { seq: index + 1, priceOf: () => 100 });
  }
  const all = [...state.facts.unsaved()].map((hour) => rowsOfHour(state, hour, since));
  return {
    requestChunks: all.flatMap((rows) => rows.requestChunks),
    usageHours: all.flatMap((rows) => rows.usageHours),
    activityHours: all.flatMap((rows) => rows.activityHours),
    errorHours: all.flatMap((rows) => rows.errorHours),
    edgeHours: all.flatMap((rows) => rows.edgeHours),
  };
}

const request = event({ id: 'r', type: 'usage', requestId: 'req', inputTokens: 7, time: AT + 5 });

test('[STO2] a usage row is the sum of its requests', () => {
  const more = event({ id: 'r2', type: 'usage', requestId: 'req-2', inputTokens: 5 });
  const { requestChunks, usageHours } = rowsAfter([request, more]);
  expect(requestChunks).toHaveLength(1);
  const requests = requestChunks.flatMap(requestsOf);
  expect(requests.map((row) => row.inputTokens)).toEqual([7, 5]);
  expect(usageHours).toHaveLength(1);
  expect(usageHours[0]).toMatchObject({
    hour: HOUR,
    requests: 2,
    inputTokens: 12,
    costMicros: 200,
    provenance: 'measured',
    rev: 2,
  });
});

test('[STO2] a row to which nothing adds any more is written as zeros', () => {
  const link = event({
    id: 'link',
    type: 'session.start',
    source: 'mcp',
    sessionId: 'infra-001',
    agentName: 'infra',
    parentSessionId: RUN,
  });
  const { requestChunks, usageHours } = rowsAfter([request, link], 1);
  const requests = requestChunks.flatMap(requestsOf);
  expect(requests).toHaveLength(1);
  const [before, now] = [...usageHours].sort((a, b) => a.requests - b.requests);
  expect(before).toMatchObject({ requests: 0, inputTokens: 0, costMicros: 0, rev: 2 });
  expect(now).toMatchObject({ requests: 1, inputTokens: 7, owner: requests[0]?.owner });
  expect(before?.owner).not.toBe(now?.owner);
});

test('[STO2] a request whose time is corrected leaves the row of the hour that it was in', () => {
  const beside = event({ id: 'r2', type: 'usage', requestId: 'req-2', inputTokens: 5 });
  const better = event({
    ...{ id: 't', type: 'usage', requestId: 'req', inputTokens: 7, time: AT + TIME.hourMs },
    source: 'otlp',
  });
  const worse = { ...request, source: 'transcript' as const };
  const { requestChunks } = rowsAfter([worse, beside, better], 2);
  const inputs = requestChunks.map((row) => [
    row.hour - HOUR,
    row.rev,
    requestsOf(row).map(({ inputTokens }) => inputTokens),
  ]);
  expect(inputs).toEqual([
    [0, 3, [5]],
    [TIME.hourMs, 3, [7]],
  ]);
});

test('[STO2] the last request that leaves an hour leaves an empty row', () => {
  const better = event({
    ...{ id: 't', type: 'usage', requestId: 'req', inputTokens: 7, time: AT + TIME.hourMs },
    source: 'otlp',
  });
  const { requestChunks } = rowsAfter([{ ...request, source: 'transcript' }, better], 1);
  expect(requestChunks.map(({ hour, requests }) => [hour - HOUR, requests === '[]'])).toEqual([
    [0, true],
    [TIME.hourMs, false],
  ]);
});

test('[HUB8] many requests of an hour are rows of sixteen, and a new one is written with its own row', () => {
  const requests = Array.from({ length: 150 }, (_, index) =>
    event({ id: `r${String(index)}`, type: 'usage', requestId: `req ${String(index)}` }),
  );
  const all = rowsAfter(requests).requestChunks;
  expect(all.flatMap(requestsOf)).toHaveLength(150);
  expect(Math.max(...all.map((row) => requestsOf(row).length))).toBe(16);
  expect(new Set(all.map(({ chunk }) => chunk)).size).toBe(all.length);
  const last = rowsAfter(requests, 149).requestChunks;
  expect(last).toHaveLength(1);
  expect(all).toContainEqual(last[0]);
});

test('rows that did not change since are left out', () => {
  expect(rowsAfter([request], 1)).toEqual({
    requestChunks: [],
    usageHours: [],
    activityHours: [],
    errorHours: [],
    edgeHours: [],
  });
});

test('errors alike are one row with its first and last time', () => {
  const error = (id: string, ms: number) =>
    event({ id, type: 'error', errorType: 'Timeout', errorMessage: 'no', time: AT + ms });
  const { errorHours, activityHours } = rowsAfter([error('b', 20), error('a', 10), error('c', 30)]);
  expect(errorHours).toHaveLength(1);
  expect(errorHours[0]).toMatchObject({
    errorType: 'Timeout',
    count: 3,
    firstAt: AT + 10,
    lastAt: AT + 30,
    severity: 'medium',
  });
  expect(errorHours[0]?.sessionId).toBe(RUN);
  expect(activityHours).toMatchObject([{ errors: 3, toolCalls: 0 }]);
});
