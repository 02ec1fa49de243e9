import type { JsonValue } from '@bufbuild/protobuf';
import { LIMITS } from '@claude-monitor/protocol';
import { describe, expect, test } from 'vitest';
import { normalise } from './testing/captures.fixture.ts';
import { toProtobuf } from './testing/encodings.fixture.ts';

const TIME = '1795343880000000000';

const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });

const point = (asDouble: number | string): JsonValue => ({
  startTimeUnixNano: TIME,
  timeUnixNano: TIME,
  asDouble,
  attributes: [text('session.id', 'run'), text('type', 'input')],
});

const metricsOf = (name: string, values: readonly (number | string)[]): JsonValue => ({
  resourceMetrics: [
    {
      scopeMetrics: [
        { metrics: [{ name, sum: { aggregationTemporality: 2, dataPoints: values.map(point) } }] },
      ],
    },
  ],
});

const record = (name: string, attributes: Record<string, number | string>): JsonValue => ({
  timeUnixNano: TIME,
  attributes: [
    text('session.id', 'run'),
    text('event.name', name),
    // A tool's result says whether it succeeded.
    text('success', 'true'),
    ...Object.entries(attributes).map(([key, doubleValue]) => ({ key, value: { doubleValue } })),
  ],
});

const logsOf = (records: JsonValue[]): JsonValue => ({
  resourceLogs: [
    {
      resource: { attributes: [text('service.name', 'claude-code')] },
      scopeLogs: [{ scope: { name: 'com.anthropic.claude_code.events' }, logRecords: records }],
    },
  ],
});

const genAiLog = (attributes: Record<string, number | string>): JsonValue => ({
  timeUnixNano: TIME,
  attributes: [
    text('gen_ai.conversation.id', 'run'),
    ...Object.entries(attributes).map(([key, doubleValue]) => ({ key, value: { doubleValue } })),
  ],
});

const genAiLogs = (logRecords: JsonValue[]): JsonValue => ({
  resourceLogs: [{ scopeLogs: [{ logRecords }] }],
});

const ENCODINGS = ['json', 'protobuf'] as const;

/** The request as each sender would write it: JSON, and protobuf. */
const read = (
  encoding: (typeof ENCODINGS)[number],
  signal: 'logs' | 'metrics',
  request: JsonValue,
) =>
  normalise(
    signal,
    encoding === 'json' ? { json: request } : { protobuf: toProtobuf(signal, request) },
  );

const METRICS: [string, number][] = [
  ['claude_code.token.usage', LIMITS.tokensPerReading],
  ['claude_code.cost.usage', LIMITS.costMicrosPerEvent / 1e6],
  ['claude_code.lines_of_code.count', LIMITS.workPerReading],
  ['claude_code.commit.count', LIMITS.workPerReading],
  ['claude_code.pull_request.count', LIMITS.workPerReading],
  ['claude_code.active_time.total', LIMITS.horizonMs / 1000],
];

const TOO_MUCH = [9.1e15, 1e308, 'Infinity', 'NaN', -1] as const;

describe.each(ENCODINGS)('[ING7] %s', (encoding) => {
  test.each(METRICS)('a point of %s up to %d; one beyond is refused alone', (name, most) => {
    const { events, refused } = read(
      encoding,
      'metrics',
      metricsOf(name, [...TOO_MUCH, most * 1.001, most]),
    );
    expect(events).toHaveLength(1);
    expect(refused.map(({ index, path }) => [index, path])).toEqual(
      [0, 1, 2, 3, 4, 5].map((index) => [index, 'value']),
    );
  });

  test.each([
    ['api_request', 'input_tokens', LIMITS.tokensPerEvent],
    ['api_request', 'cache_read_tokens', LIMITS.tokensPerEvent],
    ['api_request', 'cache_creation_1h_tokens', LIMITS.tokensPerEvent],
    ['api_request', 'cost_usd_micros', LIMITS.costMicrosPerEvent],
    ['api_request', 'event.sequence', LIMITS.sequenceNumber],
    ['tool_result', 'duration_ms', LIMITS.horizonMs],
    ['user_prompt', 'prompt_length', LIMITS.promptLength],
    ['compaction', 'pre_tokens', LIMITS.tokensPerEvent],
  ])('a record of %s with %s up to %d; one beyond is refused alone', (name, attribute, most) => {
    const rest: Record<string, number> = name === 'api_request' ? { output_tokens: 1 } : {};
    const of = (value: number) => {
      return record(name, { ...rest, [attribute]: value });
    };
    const { events, refused } = read(
      encoding,
      'logs',
      logsOf([of(most + 1), of(9.1e15), of(1e308), of(most)]),
    );
    expect(refused.map(({ index }) => index)).toEqual([0, 1, 2]);
    expect(events.filter(({ type }) => type !== 'sequence')).toHaveLength(1);
  });

  test.each(['gen_ai.usage.input_tokens', 'gen_ai.usage.output_tokens'])(
    'a call of another agent with %s beyond its bound, or no number, is refused alone',
    (attribute) => {
      const values = [LIMITS.tokensPerEvent + 1, 1e308, 'Infinity', 'NaN', -1, 7];
      const { events, refused } = read(
        encoding,
        'logs',
        genAiLogs(values.map((value) => genAiLog({ [attribute]: value }))),
      );
      expect(refused.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4]);
      expect(events).toHaveLength(1);
    },
  );

  test('tokens that are no number are not taken for none', () => {
    const { events, refused } = read(
      encoding,
      'logs',
      logsOf([record('api_request', { input_tokens: 'NaN', output_tokens: 5 })]),
    );
    expect(events).toEqual([]);
    expect(refused).toMatchObject([{ path: 'input_tokens' }]);
  });
});
