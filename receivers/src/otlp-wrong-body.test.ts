import { describe, expect, test } from 'vitest';
import { normaliseOtlp, type OtlpBody } from './otlp.ts';
import { OTLP_SIGNALS, type OtlpSignal } from './otlp/wire.ts';
import { readCapture } from './testing/captures.fixture.ts';
import { toOtlpJson, toProtobuf } from './testing/encodings.fixture.ts';

const RUNS = ['json', 'protobuf', 'cumul', 'skill'];

const CAPTURED = RUNS.flatMap(readCapture).flatMap(({ signal, bytes, isJson }) => {
  const json = isJson ? JSON.parse(Buffer.from(bytes).toString('utf8')) : toOtlpJson(signal, bytes);
  return [{ signal, json, protobuf: isJson ? toProtobuf(signal, json) : bytes }];
});

const otherThan = (signal: OtlpSignal): OtlpSignal[] =>
  OTLP_SIGNALS.filter((other) => other !== signal);

const refusal = (signal: OtlpSignal, body: OtlpBody): string => {
  const result = normaliseOtlp(signal, body);
  if (result.ok) throw new Error(`taken: ${JSON.stringify(result.batch).slice(0, 200)}`);
  expect(result.code).toBe('invalid_body');
  return result.message;
};

describe('a body that was sent to the path of another signal', () => {
  test('there are real ones of each', () => {
    expect(new Set(CAPTURED.map(({ signal }) => signal))).toEqual(new Set(OTLP_SIGNALS));
  });

  test('is refused in JSON that names the right path', () => {
    for (const { signal, json } of CAPTURED) {
      for (const other of otherThan(signal)) {
        expect(refusal(other, { json })).toBe(
          `This is an OTLP request of ${signal}: send it to /v1/${signal}.`,
        );
      }
    }
  });

  test('is refused in protobuf, whose frame is the same for all', () => {
    for (const { signal, protobuf } of CAPTURED) {
      for (const other of otherThan(signal)) {
        expect(refusal(other, { protobuf })).toContain(`send it to /v1/${signal}`);
      }
      expect(normaliseOtlp(signal, { protobuf }).ok).toBe(true);
    }
  });

  test('is refused beside one of the right signal: it would be lost', () => {
    const json = { resourceLogs: [], resourceSpans: [{}] };
    expect(refusal('logs', { json })).toContain('/v1/traces');
  });
});

test.each<[string, OtlpSignal, object, string]>([
  [
    'the names of versions before 0.19',
    'logs',
    { resourceLogs: [{ instrumentationLibraryLogs: [{ logs: [{}] }] }] },
    'resourceLogs[0].scopeLogs is missing: what lies in instrumentationLibraryLogs belongs there.',
  ],
  [
    'records of a resource without a scope',
    'logs',
    { resourceLogs: [{ resource: {}, logRecords: [{}] }] },
    'resourceLogs[0].scopeLogs is missing: what lies in logRecords belongs there.',
  ],
  [
    'records of a scope under another name',
    'traces',
    { resourceSpans: [{ scopeSpans: [{ spans: [] }] }, { scopeSpans: [{ records: [{}] }] }] },
    'resourceSpans[1].scopeSpans[0].spans is missing: what lies in records belongs there.',
  ],
  [
    'one scope in place of a list',
    'metrics',
    { resourceMetrics: [{ scopeMetrics: { metrics: [{}] } }] },
    'resourceMetrics[0].scopeMetrics is not a list.',
  ],
  [
    'one record in place of a list',
    'logs',
    { resourceLogs: [{ scopeLogs: [{ logRecords: {} }] }] },
    'resourceLogs[0].scopeLogs[0].logRecords is not a list.',
  ],
  [
    'one field written in both ways',
    'logs',
    { resourceLogs: [{}], resource_logs: [{}] },
    'resourceLogs and resource_logs are one field: send one of them.',
  ],
])('what would be lost in JSON is refused: %s', (_, signal, json, message) => {
  expect(refusal(signal, { json })).toBe(message);
});

test('what holds no records anywhere is taken', () => {
  for (const json of [
    { resourceLogs: [{}] },
    { resourceLogs: [{ resource: { attributes: [] }, schemaUrl: 'x', scopeLogs: null }] },
    { resourceLogs: [{ scopeLogs: [{ scope: {}, logRecords: [], more: [] }], more: [{}] }] },
  ]) {
    expect(normaliseOtlp('logs', { json })).toMatchObject({ ok: true, batch: { records: 0 } });
  }
});

test.each(OTLP_SIGNALS)(
  '%s: what is no request is refused, and an empty one is taken',
  (signal) => {
    const list = { logs: 'resourceLogs', metrics: 'resourceMetrics', traces: 'resourceSpans' }[
      signal
    ];
    for (const json of [7, 'x', null, [], { events: [] }, { [list]: {} }, { [list]: 'x' }]) {
      expect(refusal(signal, { json })).toContain(signal);
    }
    for (const json of [{}, { [list]: [] }, { [list]: null }, { [list]: [], later: 1 }]) {
      expect(normaliseOtlp(signal, { json }).ok).toBe(true);
    }
    expect(normaliseOtlp(signal, { protobuf: new Uint8Array() }).ok).toBe(true);
  },
);

describe('names of fields as the schema of protobuf writes them', () => {
  test('are read as those of JSON', () => {
    for (const { signal, json } of CAPTURED) {
      const [camel, snake] = [json, snakeOf(json)].map((body) =>
        normaliseOtlp(signal, { json: body }),
      );
      expect(JSON.stringify(json)).not.toBe(JSON.stringify(snakeOf(json)));
      expect(snake).toEqual(camel);
    }
  });

  test('also where only what is inside is written so', () => {
    for (const { signal, json } of CAPTURED) {
      const renamed = Object.fromEntries(
        Object.entries(json).map(([name, list]) => [name, snakeOf(list)]),
      );
      expect(normaliseOtlp(signal, { json: renamed })).toEqual(normaliseOtlp(signal, { json }));
    }
  });

  test('at the path of another signal they are refused', () => {
    for (const { signal, json } of CAPTURED) {
      for (const other of otherThan(signal)) {
        expect(refusal(other, { json: snakeOf(json) })).toContain(`/v1/${signal}`);
      }
    }
  });
});

function snakeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => snakeOf(item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      snakeOf(item),
    ]),
  );
}
