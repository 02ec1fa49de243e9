import { describe, expect, test } from 'vitest';
import {
  attributesOf,
  nanos,
  ofLogs,
  ofSpans,
  spanOf,
  START,
  type Values,
} from '../../testing/otlp.fixture.ts';

const CODEX = { resource: { 'service.name': 'codex_cli_rs', 'telemetry.sdk.language': 'rust' } };
const record = (values: Values, more: object = {}) =>
  spanOf(values, { timeUnixNano: '0', observedTimeUnixNano: nanos(START), ...more });

describe('[USE2] what a collector moved into the body', () => {
  const COUNTS = {
    input_token_count: '12000',
    cached_token_count: '10000',
    output_token_count: '300',
  };
  const asBody = (values: Values) =>
    record({}, { body: { kvlistValue: { values: attributesOf(values) } } });

  test('of a record of Codex is read as its attributes', () => {
    const values = {
      'event.name': 'codex.sse_event',
      'event.kind': 'response.completed',
      'conversation.id': 'c',
      model: 'gpt-5',
      ...COUNTS,
    };
    expect(ofLogs([asBody(values)], CODEX)).toMatchObject({
      refused: [],
      events: [{ type: 'usage', inputTokens: 2000, cacheReadTokens: 10_000, outputTokens: 300 }],
    });
  });

  test('of one of Gemini CLI, too', () => {
    const values = {
      'event.name': 'gemini_cli.api_response',
      'session.id': 's',
      model: 'gemini-2.5-flash',
      input_token_count: 1000,
      cached_content_token_count: 400,
      output_token_count: 100,
    };
    expect(ofLogs([asBody(values)], { resource: { 'service.name': 'gemini-cli' } })).toMatchObject({
      refused: [],
      events: [{ type: 'usage', inputTokens: 600, cacheReadTokens: 400, outputTokens: 100 }],
    });
  });
});

describe('Codex', () => {
  const normalised = (values: Values) =>
    ofLogs([record({ 'conversation.id': 'c', model: 'gpt-5', ...values })], CODEX);

  test.each<[string, Values, object]>([
    [
      'a tool that a human refused',
      { 'event.name': 'codex.tool_decision', call_id: 'x', decision: 'denied' },
      { type: 'tool.call', state: 'denied', toolUseId: 'x' },
    ],
    [
      'a stream that broke',
      { 'event.name': 'codex.sse_event', 'error.message': 'cut' },
      { type: 'error', errorType: 'stream_error' },
    ],
    [
      'an API that never answered',
      { 'event.name': 'codex.api_request', 'error.message': 'refused' },
      { type: 'error', errorType: 'api_error' },
    ],
    [
      'a limit',
      { 'event.name': 'codex.api_request', 'http.response.status_code': '429', attempt: '2' },
      { type: 'error', errorType: 'rate_limit', errorMessage: 'HTTP 429, attempt 3' },
    ],
    [
      'a websocket that the API refuses',
      {
        'event.name': 'codex.websocket_connect',
        success: 'false',
        'http.response.status_code': 401,
      },
      { type: 'error', errorType: 'authentication', errorMessage: 'HTTP 401' },
    ],
    [
      'a request that a websocket did not take',
      { 'event.name': 'codex.websocket_request', success: 'false', 'error.message': 'closed' },
      { type: 'error', errorType: 'stream_error' },
    ],
    [
      'an answer that ended before it was complete, which older versions report by this alone',
      {
        'event.name': 'codex.sse_event',
        'event.kind': 'response.completed',
        'error.message': 'closed',
      },
      { type: 'error', errorType: 'stream_error' },
    ],
    [
      'an approval that nobody gave in time',
      { 'event.name': 'codex.tool_decision', call_id: 'x', decision: 'timed_out' },
      { type: 'tool.call', state: 'denied', toolUseId: 'x' },
    ],
    [
      'the tier of an answer, which has a price of its own',
      {
        'event.name': 'codex.sse_event',
        input_token_count: '100',
        output_token_count: '20',
        service_tier: 'priority',
        model_reasoning_effort: 'high',
      },
      { type: 'usage', inputTokens: 100, serviceTier: 'priority' },
    ],
    [
      'tokens as numbers, and none cached',
      {
        'event.name': 'codex.sse_event',
        'event.kind': 'response.completed',
        input_token_count: 100,
        output_token_count: '20',
        tool_token_count: 120,
      },
      { type: 'usage', inputTokens: 100, cacheReadTokens: 0, outputTokens: 20 },
    ],
    [
      'tokens that were written to a cache',
      {
        'event.name': 'codex.sse_event',
        input_token_count: '100',
        output_token_count: '20',
        cached_token_count: '60',
        cache_write_token_count: '30',
      },
      { type: 'usage', inputTokens: 10, cacheReadTokens: 60, cacheCreationTokens: 30 },
    ],
  ])('tells %s', (_, values, expected) => {
    expect(normalised(values).events).toMatchObject([{ ...expected, sessionId: 'c', time: START }]);
  });

  test.each<[string, Values]>([
    [
      'an accepted tool',
      { 'event.name': 'codex.tool_decision', call_id: 'x', decision: 'approved' },
    ],
    [
      'a response that is complete the first time',
      { 'event.name': 'codex.sse_event', 'event.kind': 'response.completed' },
    ],
    [
      'one event of an answer that could not be read',
      {
        'event.name': 'codex.sse_event',
        'event.kind': 'response.output_item.done',
        'error.message': 'failed to parse',
      },
    ],
    ['a skill', { 'event.name': 'codex.skill_invocation', 'skill.name': 'review' }],
    ['what says nothing of usage', { 'event.name': 'codex.turn_ttft' }],
    ['a login that was renewed', { 'event.name': 'codex.auth_recovery', 'auth.outcome': 'ok' }],
    ['a websocket that opened', { 'event.name': 'codex.websocket_connect', success: 'true' }],
    ['a message on it', { 'event.name': 'codex.websocket_event', 'event.kind': 'response.done' }],
  ])('counts nothing for %s', (_, values) => {
    expect(normalised(values)).toMatchObject({ events: [], refused: [], unknown: [] });
  });

  test('lists an event that nobody knows, and refuses a count that is none', () => {
    expect(normalised({ 'event.name': 'codex.of_tomorrow' }).unknown).toMatchObject([
      { client: 'codex_cli_rs', kind: 'event', name: 'codex.of_tomorrow' },
    ]);
    expect(
      normalised({ 'event.name': 'codex.sse_event', input_token_count: 'many' }).refused,
    ).toMatchObject([{ path: 'input_token_count' }]);
    expect(
      normalised({ 'event.name': 'codex.sse_event', output_token_count: '20' }).refused,
    ).toMatchObject([{ path: 'input_token_count' }]);
    const nobody = ofLogs([record({ 'event.name': 'codex.user_prompt' })], CODEX);
    expect(nobody.refused).toMatchObject([{ path: 'conversation.id' }]);
  });

  describe('[USE2] a stream that breaks counts once', () => {
    const cut = { 'event.name': 'codex.sse_event', 'error.message': 'cut' };
    const ended = { ...cut, 'event.kind': 'response.completed' };
    const failed = { ...cut, 'event.kind': 'response.failed' };
    const socket = { 'event.name': 'codex.websocket_event', success: 'false' };
    const at = (values: Values, ms: number, conversation = 'c') =>
      record(
        { 'conversation.id': conversation, ...values },
        { observedTimeUnixNano: nanos(START + ms) },
      );

    test.each<[string, Values, Values]>([
      ['by what carries it and by what reads it', cut, ended],
      ['in the other order', ended, cut],
      ['by the API', failed, ended],
      ['over a websocket', socket, ended],
    ])('%s', (_, first, second) => {
      expect(ofLogs([at(first, 0), at(second, 2)], CODEX).events).toMatchObject([
        { type: 'error', errorType: 'stream_error' },
      ]);
    });

    test('and again after it was asked once more, or in another conversation', () => {
      const twice = [at(cut, 0), at(ended, 1), at(cut, 400), at(ended, 401)];
      expect(ofLogs(twice, CODEX).events).toHaveLength(2);
      expect(ofLogs([at(ended, 0), at(ended, 1, 'd')], CODEX).events).toHaveLength(2);
    });
  });

  test('what threads say to each other makes edges, of its words nothing', () => {
    const sent = (values: Values) =>
      record({ 'event.name': 'codex.agent_communication', content: 'the secret', ...values });
    const { events, refused, unknown } = ofLogs(
      [
        sent({ kind: 'spawn', state: 'send', sender_thread_id: 'a', receiver_thread_id: 'b' }),
        sent({ kind: 'result', state: 'created', sender_thread_id: 'b', receiver_thread_id: 'a' }),
        sent({ communication_id: '1', state: 'receive' }),
      ],
      { resource: { 'service.name': 'zed' }, scope: { name: 'codex_otel.agent_communication' } },
    );
    expect({ events, refused, unknown }).toMatchObject({
      events: [
        { type: 'handover', sessionId: 'a', toSessionId: 'b', length: 10 },
        { type: 'message', sessionId: 'b', toSessionId: 'a', length: 10 },
      ],
      refused: [],
      unknown: [],
    });
    expect(JSON.stringify(events)).not.toContain('secret');
  });

  test('two tools that it rejects in one moment, without ids, are two', () => {
    const rejected = { 'event.name': 'codex.tool_result', success: 'false', duration_ms: '0' };
    const both = ['shell', 'patch'].map((tool_name) =>
      record({ 'conversation.id': 'c', ...rejected, tool_name }),
    );
    expect(ofLogs(both, CODEX).events).toMatchObject([
      { toolName: 'shell' },
      { toolName: 'patch' },
    ]);
  });

  test.each(['Codex Desktop', 'JetBrains.IDE', 'zed'])(
    '[USE2] spans and metrics under the name of %s, which drives it, repeat its log records',
    (name) => {
      const from = {
        resource: { 'service.name': name, 'telemetry.sdk.language': 'rust' },
        scope: { name },
      };
      const usage = { 'gen_ai.usage.input_tokens': 3, 'gen_ai.usage.output_tokens': 1 };
      for (const module of [
        { 'code.module.name': 'codex_core::session::turn' },
        { 'code.namespace': 'codex_core::codex' },
        { target: 'codex_core' },
      ]) {
        expect(ofSpans([spanOf({ ...usage, ...module })], from)).toMatchObject({
          events: [],
          unknown: [],
        });
      }
      expect(ofSpans([spanOf(usage)], from).events).toMatchObject([{ type: 'usage' }]);
    },
  );

  test('a different service of the same name is read by the conventions alone', () => {
    const from = { resource: { 'service.name': 'codex-helper' }, scope: { name: 'openai' } };
    const chat = { 'gen_ai.operation.name': 'chat', 'gen_ai.usage.input_tokens': 3 };
    expect(ofSpans([spanOf(chat)], from).events).toMatchObject([{ type: 'usage' }]);
  });
});
