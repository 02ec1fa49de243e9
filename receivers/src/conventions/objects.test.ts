import type { JsonValue } from '@bufbuild/protobuf';
import { describe, expect, test } from 'vitest';
import { normalise } from '../testing/captures.fixture.ts';
import { toProtobuf } from '../testing/encodings.fixture.ts';
import { nanos, START, TRACE, usageIn } from '../testing/otlp.fixture.ts';

type Plain = string | number | { [key: string]: Plain };

const keyValues = (values: Record<string, Plain>): JsonValue[] =>
  Object.entries(values).map(([key, value]) => ({ key, value: anyValue(value) }));

function anyValue(value: Plain): JsonValue {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'number') return { intValue: String(value) };
  return { kvlistValue: { values: keyValues(value) } };
}

const CHAT = { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'claude-sonnet-4-5' };
const SUM = { 'gen_ai.usage.input_tokens': 12_000, 'gen_ai.usage.output_tokens': 300 };
const REPORTED = {
  inputTokens: 500,
  cacheReadTokens: 10_000,
  cacheCreationTokens: 1_500,
  outputTokens: 300,
};

const spans = (attributes: JsonValue[]): JsonValue => ({
  resourceSpans: [
    {
      scopeSpans: [
        {
          spans: [
            {
              traceId: TRACE,
              spanId: 'b7ad6b7169203331',
              name: 'chat',
              endTimeUnixNano: nanos(START),
              attributes,
            },
          ],
        },
      ],
    },
  ],
});

const logs = (record: { [key: string]: JsonValue }): JsonValue => ({
  resourceLogs: [
    {
      scopeLogs: [{ logRecords: [{ timeUnixNano: nanos(START), traceId: TRACE, ...record }] }],
    },
  ],
});

const ENCODINGS = {
  json: (signal: 'logs' | 'traces', json: JsonValue) => normalise(signal, { json }),
  protobuf: (signal: 'logs' | 'traces', json: JsonValue) =>
    normalise(signal, { protobuf: toProtobuf(signal, json) }),
};

describe.each(Object.entries(ENCODINGS))('counts in a map, in %s,', (_, read) => {
  test.each<[string, Record<string, Plain>]>([
    [
      'all of them',
      {
        'gen_ai.usage': {
          input_tokens: 12_000,
          output_tokens: 300,
          cache_read: { input_tokens: 10_000 },
          cache_creation: { input_tokens: 1_500 },
        },
      },
    ],
    [
      'the details',
      { ...SUM, 'gen_ai.usage.details': { cache_read_tokens: 10_000, cache_write_tokens: 1_500 } },
    ],
    [
      'the details of the input, under a name that nobody wrote down',
      {
        ...SUM,
        'gen_ai.usage.input_parts': { cache_read_tokens: '10000', cache_write_tokens: '1500' },
      },
    ],
  ])('%s, are read', (__, values) => {
    const batch = read('traces', spans(keyValues({ ...CHAT, ...values })));
    expect(usageIn(batch)).toMatchObject([REPORTED]);
    expect([batch.refused, batch.unknown]).toEqual([[], []]);
  });

  test('in the body of an event, are read, and its texts are not', () => {
    const body = anyValue({ ...CHAT, ...SUM, 'gen_ai.input.messages': 'the secret plan' });
    const batch = read('logs', logs({ eventName: 'gen_ai.client.details', body }));
    expect(usageIn(batch)).toMatchObject([{ inputTokens: 12_000, outputTokens: 300 }]);
    expect(JSON.stringify(batch.events)).not.toContain('secret');
  });

  test('[ING3] that are no numbers are refused by their name', () => {
    const values = { ...CHAT, 'gen_ai.usage': { input_tokens: 'many', output_tokens: 3 } };
    expect(read('traces', spans(keyValues(values)))).toMatchObject({
      events: [],
      refused: [{ path: 'gen_ai.usage.input_tokens' }],
    });
  });

  test('that lies deep in others are left, and spoil nothing', () => {
    let nested: Plain = { input_tokens: 1 };
    for (let depth = 0; depth < 30; depth++) nested = { deeper: nested };
    const batch = read('traces', spans(keyValues({ ...CHAT, ...SUM, 'gen_ai.usage': nested })));
    expect(usageIn(batch)).toMatchObject([{ inputTokens: 12_000 }]);
  });
});

test('a broken map of protobuf costs only itself', () => {
  const json = spans([
    ...keyValues({ ...CHAT, ...SUM }),
    { key: 'gen_ai.usage.details', value: { kvlistValue: 'ZZZZ' } },
  ]);
  const batch = normalise('traces', { protobuf: toProtobuf('traces', json) });
  expect(usageIn(batch)).toMatchObject([{ inputTokens: 12_000 }]);
});
