import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TelemetryEvent } from '@claude-monitor/protocol';
import { describe, expect, test } from 'vitest';
import {
  bodyOf,
  eventsOf,
  jsonOf,
  normalise,
  readCapture,
} from '../../testing/captures.fixture.ts';
import { toProtobuf } from '../../testing/encodings.fixture.ts';
import { nanos, ofLogs, spanOf, START, type Values } from '../../testing/otlp.fixture.ts';

/**
 * Captures of the real Codex CLI 0.171.0 and Gemini CLI 0.61.0 against a scripted API, and what that API said.
 * Long texts in JSON are cut; protobuf is as it was sent.
 */
type Run = {
  calls: { model: string; input: number; cached: number; output: number; thoughts?: number }[];
  tools: string[];
  errors: number;
  prompts: number[];
};

const FILE = join(import.meta.dirname, '../../../fixtures/otlp/agents-truth.json');
const TRUTH: Record<string, Run> = JSON.parse(readFileSync(FILE, 'utf8'));

const ofType = <Type extends TelemetryEvent['type']>(events: TelemetryEvent[], type: Type) =>
  events.filter((event): event is Extract<TelemetryEvent, { type: Type }> => event.type === type);

describe.each(Object.entries(TRUTH))('the capture %s', (run, { calls, tools, errors, prompts }) => {
  const events = eventsOf(run);

  test('[USE2] has the tokens of each call, by its model, each once', () => {
    const expected = calls.map(({ model, input, cached, output, thoughts = 0 }) => ({
      model,
      inputTokens: input - cached,
      cacheReadTokens: cached,
      outputTokens: output + thoughts,
    }));
    expect(ofType(events, 'usage')).toMatchObject(expected);
  });

  test('has its tools and their failures, errors, and lengths of prompts', () => {
    expect(ofType(events, 'tool.call').map(({ state }) => state)).toEqual(tools);
    expect(ofType(events, 'error')).toHaveLength(errors);
    expect(ofType(events, 'prompt').map(({ length }) => length)).toEqual(prompts);
  });

  test('is of one session and one agent, and nothing that its log events tell is refused or unknown', () => {
    expect(new Set(events.map(({ sessionId }) => sessionId)).size).toBe(1);
    expect(new Set(events.map(({ agentName }) => agentName)).size).toBe(1);
    for (const capture of readCapture(run)) {
      const { refused, unknown } = normalise(capture.signal, bodyOf(capture));
      expect(refused).toEqual([]);
      if (capture.signal === 'logs') expect(unknown).toEqual([]);
    }
  });

  test('[PRX4] keeps no word of prompts, arguments or outputs', () => {
    const text = JSON.stringify(events);
    for (const word of ['hello please', 'echo hi', 'Process exited', 'missing.txt']) {
      expect(text).not.toContain(word);
    }
  });

  test('[ING2] makes the same events when it is sent again', () => {
    expect(eventsOf(run)).toEqual(events);
  });
});

test('a session that is resumed keeps its id in the new process', () => {
  const sessionOf = (run: string) => eventsOf(run)[0]?.sessionId;
  expect(sessionOf('codex-resume')).toBe(sessionOf('codex-tools'));
  expect(sessionOf('gemini-resume')).toBe(sessionOf('gemini-tools'));
});

test('JSON and protobuf of one capture say the same', () => {
  for (const run of ['codex-plain', 'gemini-tools']) {
    for (const capture of readCapture(run).filter(({ signal }) => signal === 'logs')) {
      const { events } = normalise('logs', bodyOf(capture));
      const protobuf = toProtobuf('logs', withoutEmptyValues(jsonOf(capture)));
      expect(normalise('logs', { protobuf }).events).toEqual(events);
    }
  }
});

/** Gemini writes what is not set as a value without a type, which protobuf's own JSON does not take. */
function withoutEmptyValues(tree: unknown) {
  return JSON.parse(JSON.stringify(tree), (key, value: unknown) =>
    key === 'attributes' && Array.isArray(value)
      ? value.filter((item) => JSON.stringify(item).includes('Value"'))
      : value,
  );
}

const record = (values: Values, more: object = {}) =>
  spanOf(values, { timeUnixNano: '0', observedTimeUnixNano: nanos(START), ...more });

describe('Gemini CLI', () => {
  const from = { resource: { 'service.name': 'gemini-cli', 'session.id': 's' } };
  const normalised = (values: Values) =>
    ofLogs([record({ model: 'gemini-3.5-flash', ...values })], from);

  test.each<[string, Values, object]>([
    [
      'prompts of tools as input',
      {
        'event.name': 'gemini_cli.api_response',
        input_token_count: 10,
        output_token_count: 1,
        tool_token_count: 4,
      },
      { type: 'usage', inputTokens: 14 },
    ],
    [
      'a tool that a human refused',
      {
        'event.name': 'gemini_cli.tool_call',
        function_name: 'f',
        decision: 'reject',
        success: false,
      },
      { type: 'tool.call', state: 'denied' },
    ],
    [
      'a compression',
      { 'event.name': 'gemini_cli.chat_compression', tokens_before: 90, tokens_after: 9 },
      { type: 'compaction', preTokens: 90, postTokens: 9 },
    ],
    [
      'an error',
      { 'event.name': 'gemini_cli.api_error', status_code: 503 },
      { type: 'error', errorType: 'server_error' },
    ],
    [
      'what a client made of it says',
      { 'event.name': 'qwen-code.api_response', input_token_count: 10, output_token_count: 1 },
      { type: 'usage', inputTokens: 10 },
    ],
  ])('tells %s', (_, values, expected) => {
    expect(normalised(values).events).toMatchObject([{ ...expected, sessionId: 's' }]);
  });

  test('reads counts that are text, thoughts beside the output and cached ones inside the input', () => {
    const counts = {
      input_token_count: '100',
      output_token_count: '20',
      cached_content_token_count: '60',
      thoughts_token_count: '7',
    };
    expect(normalised({ 'event.name': 'gemini_cli.api_response', ...counts }).events).toMatchObject(
      [{ inputTokens: 40, cacheReadTokens: 60, outputTokens: 27 }],
    );
  });

  test('tools that end in one moment are told apart by what they were called with', () => {
    const call = (values: Values) =>
      record({
        'event.name': 'gemini_cli.tool_call',
        'event.timestamp': '2026-11-22T10:00:00.000Z',
        prompt_id: 'p',
        function_name: 'read_file',
        duration_ms: 1,
        ...values,
      });
    const { events } = ofLogs(
      [
        call({ success: true, function_args: '{"path":"a.txt"}' }),
        call({ success: true, function_args: '{"path":"b.txt"}' }),
        call({ success: false, error: 'File not found: c.txt' }),
        call({ success: false, error: 'File not found: d.txt' }),
      ],
      from,
    );
    expect(new Set(events.map(({ id }) => id)).size).toBe(4);
    expect(JSON.stringify(events)).not.toContain('.txt');
  });

  test('lists an event that counts tokens and is not read, and is silent about the others', () => {
    const unread = normalised({ 'event.name': 'gemini_cli.of_tomorrow', input_token_count: 5 });
    expect(unread).toMatchObject({
      events: [],
      unknown: [{ client: 'gemini-cli', kind: 'event', name: 'gemini_cli.of_tomorrow' }],
    });
    for (const name of ['config', 'model_routing', 'of_tomorrow']) {
      expect(normalised({ 'event.name': `gemini_cli.${name}` })).toMatchObject({
        events: [],
        refused: [],
        unknown: [],
        others: 0,
      });
    }
  });

  test('refuses a response without a count by the name of that', () => {
    expect(normalised({ 'event.name': 'gemini_cli.api_response' }).refused).toMatchObject([
      { path: 'input_token_count' },
    ]);
  });
});
