import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { bodyOf, normalise, readCapture } from '../../testing/captures.fixture.ts';
import { nanos, ofSpans, spanOf, START, type Values } from '../../testing/otlp.fixture.ts';
import type { OtlpSignal } from '../../otlp/wire.ts';

/** What the scripted API said in the captures, and what of it one signal alone tells. */
type Call = { input: number; cached: number; output: number; thoughts?: number };

const FILE = join(import.meta.dirname, '../../../fixtures/otlp/agents-truth.json');
const TRUTH: Record<string, { calls: Call[] }> = JSON.parse(readFileSync(FILE, 'utf8'));

function truthOf(run: string) {
  const sum = (of: (call: Call) => number): number =>
    (TRUTH[run]?.calls ?? []).reduce((total, call) => total + of(call), 0);
  return {
    input: sum(({ input, cached }) => input - cached),
    cacheRead: sum(({ cached }) => cached),
    output: sum(({ output, thoughts = 0 }) => output + thoughts),
  };
}

const batchesOf = (run: string, signal: OtlpSignal) =>
  readCapture(run)
    .filter((capture) => capture.signal === signal)
    .map((capture) => normalise(signal, bodyOf(capture)));

function readingsOf(run: string, signal: OtlpSignal) {
  const metrics = batchesOf(run, signal).flatMap(({ events }) =>
    events.filter((event) => event.type === 'metric'),
  );
  const sums: Record<string, number> = {};
  for (const { attributes = {}, value } of metrics) {
    const type = attributes['type'] ?? '';
    sums[type] = (sums[type] ?? 0) + value;
  }
  return { metrics, sums };
}

describe.each([
  ['gemini-tools', 'metrics'],
  ['gemini-resume', 'metrics'],
  ['gemini-retry', 'metrics'],
  ['codex-tools', 'traces'],
] as const)('[USE2] of %s the %s alone', (run, signal) => {
  test('have the tokens of all its calls as readings, by kind', () => {
    const { metrics, sums } = readingsOf(run, signal);
    const { cacheRead, ...truth } = truthOf(run);
    expect(sums).toEqual({ ...truth, ...(cacheRead === 0 ? {} : { cacheRead }) });
    const [model] = new Set(metrics.map((event) => event.model));
    expect(model).toBe(run.startsWith('gemini') ? 'gemini-2.5-flash' : 'gpt-5');
  });

  test('are of the session that log events name', () => {
    const [ofLogs] = batchesOf(run, 'logs').flatMap(({ events }) => events);
    const sessions = new Set(readingsOf(run, signal).metrics.map(({ sessionId }) => sessionId));
    expect([...sessions]).toEqual([ofLogs?.sessionId]);
  });
});

test.each([
  ['0.133.0', ['turn-without-token-counts']],
  ['0.98.0-alpha.3', ['turn-without-token-counts']],
  ['0.134.0', []],
  ['1.0.0', []],
])(
  '[USE2] spans of Codex %s without a count are named where none is to be expected',
  (version, named) => {
    const resource = {
      'service.name': 'codex_cli_rs',
      'service.version': version,
      'telemetry.sdk.language': 'rust',
    };
    const batch = ofSpans([spanOf({ 'thread.id': '7' }), spanOf({})], { resource });
    expect(batch).toMatchObject({ events: [], refused: [] });
    expect([[...batch.notRead], batch.unknown.map(({ name, count }) => [name, count])]).toEqual([
      named,
      named.map((name) => [name, 1]),
    ]);
  },
);

test('[USE2] what cannot be counted right is named: the metrics of Codex, which name no session', () => {
  for (const batch of batchesOf('codex-tools', 'metrics')) {
    expect(batch.events).toEqual([]);
    expect([...batch.notRead]).toEqual(['codex.turn.token_usage']);
    expect(batch.unknown).toMatchObject([
      { client: 'codex_exec', version: '0.171.0', kind: 'metric', name: 'codex.turn.token_usage' },
    ]);
  }
});

test('[USE2] and the spans of Gemini CLI, which count neither cached nor thinking tokens', () => {
  const name = 'llm_call-without-cached-and-thinking-tokens';
  for (const batch of batchesOf('gemini-tools', 'traces')) {
    expect(batch.events).toEqual([]);
    expect([...batch.notRead]).toEqual([name]);
    expect(batch.unknown).toMatchObject([{ client: 'gemini-cli', kind: 'span', name, count: 4 }]);
  }
});

const turn = (values: Values, more: object = {}) =>
  ofSpans(
    [
      spanOf(
        { 'thread.id': 't', model: 'gpt-5', 'code.module.name': 'codex_core::tasks', ...values },
        more,
      ),
    ],
    { resource: { 'service.name': 'My Editor', 'telemetry.sdk.language': 'rust' } },
  );
const IN = 'codex.turn.token_usage.input_tokens';
const OUT = 'codex.turn.token_usage.output_tokens';

describe('a turn of Codex', () => {
  test('[ING2] that is sent twice makes the same readings; another one others', () => {
    const once = turn({ [IN]: 10, [OUT]: 1 });
    expect(turn({ [IN]: 10, [OUT]: 1 }).events).toEqual(once.events);
    const other = turn({ [IN]: 10, [OUT]: 1 }, { spanId: '1111111111111111' });
    expect(other.events.map(({ id }) => id)).not.toEqual(once.events.map(({ id }) => id));
    expect(once.events).toMatchObject([
      { type: 'metric', sessionId: 't', value: 10, time: START + 250, startAt: START },
      { type: 'metric', sessionId: 't', value: 1, attributes: { type: 'output' } },
    ]);
  });

  test('with a count that is none, or without a thread, is refused by name', () => {
    expect(turn({ [IN]: 'many', [OUT]: 1 }).refused).toMatchObject([{ path: IN }]);
    expect(turn({ [IN]: 10, 'thread.id': '4' }).refused).toMatchObject([{ path: 'thread.id' }]);
    const open = turn({ [IN]: 10 }, { endTimeUnixNano: '0' });
    expect(open.refused).toMatchObject([{ path: 'endTimeUnixNano' }]);
  });

  test('without counts says nothing', () => {
    expect(turn({}, { endTimeUnixNano: nanos(START) })).toMatchObject({
      events: [],
      refused: [],
      unknown: [],
    });
  });
});

describe('the counter of Gemini CLI', () => {
  const point = (type: string, asInt: number, more: object = {}) => ({
    startTimeUnixNano: nanos(START),
    timeUnixNano: nanos(START + 60_000),
    attributes: [
      { key: 'session.id', value: { stringValue: 's' } },
      { key: 'model', value: { stringValue: 'gemini-3.5-flash' } },
      { key: 'type', value: { stringValue: type } },
    ],
    asInt,
    ...more,
  });
  const counted = (
    points: readonly object[],
    { name = 'gemini_cli.token.usage', aggregationTemporality = 2, service = 'gemini-cli' } = {},
  ) =>
    normalise('metrics', {
      json: {
        resourceMetrics: [
          {
            resource: {
              attributes: [{ key: 'service.name', value: { stringValue: service } }],
            },
            scopeMetrics: [
              { metrics: [{ name, sum: { aggregationTemporality, dataPoints: points } }] },
            ],
          },
        ],
      },
    });

  test('is one counter in each of its exports, and each export its own where it counts by itself', () => {
    const later = { timeUnixNano: nanos(START + 70_000) };
    const cells = (aggregationTemporality: number) =>
      [{}, later].map(
        (more) =>
          counted([point('input', 9, more)], { aggregationTemporality }).events.flatMap((event) =>
            event.type === 'metric' ? [event.attributes?.['series']] : [],
          )[0],
      );
    const [first, second] = cells(2);
    expect(first).toBe(second);
    const [ofFirst, ofSecond] = cells(1);
    expect(ofFirst).not.toBe(ofSecond);
  });

  test('adds prompts of tools to the input', () => {
    const points = [point('input', 10), point('cache', 4), point('tool', 3)];
    expect(counted(points).events).toMatchObject([
      { value: 9, attributes: { type: 'input' } },
      { value: 4, attributes: { type: 'cacheRead' } },
    ]);
  });

  test('without a value or a time is refused', () => {
    expect(counted([point('input', 1, { timeUnixNano: '0' })]).refused).toMatchObject([
      { path: 'timeUnixNano' },
    ]);
    expect(counted([point('input', 1)], { aggregationTemporality: 0 }).refused).toMatchObject([
      { path: 'aggregationTemporality' },
    ]);
  });

  test('of a product that is made of it is named: its output may have thoughts in it, or not', () => {
    const name = 'qwen-code.token.usage';
    const batch = counted([point('output', 5)], { name, service: 'qwen-code' });
    expect(batch).toMatchObject({ events: [], unknown: [{ client: 'qwen-code', name }] });
  });
});
