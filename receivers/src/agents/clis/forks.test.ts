import { describe, expect, test } from 'vitest';
import type { TelemetryEvent } from '@claude-monitor/protocol';
import {
  START,
  attributesOf,
  nanos,
  ofLogs,
  ofSpans,
  spanOf,
  usageIn,
  type Values,
} from '../../testing/otlp.fixture.ts';

const named = (name: string): Values => ({
  'event.name': name,
  'event.timestamp': '2026-11-22T10:00:00.000Z',
  'session.id': 's-1',
});

const ANSWER: Values = {
  model: 'gemini-3-pro',
  duration_ms: 900,
  input_token_count: 1_000,
  output_token_count: 50,
  cached_content_token_count: 400,
  thoughts_token_count: 20,
  tool_token_count: 0,
  total_token_count: 1_070,
};

const from = (product: string) => ({
  resource: { 'service.name': product },
  scope: { name: product },
});
const record = (values: Values): object => ({
  timeUnixNano: nanos(START),
  attributes: attributesOf(values),
});
const typesOf = (events: readonly TelemetryEvent[]) => events.map(({ type }) => type);

describe('what is made of Gemini CLI', () => {
  test.each([
    ['qwen-code', 'qwen-code'],
    ['llxprt-code', 'llxprt_code'],
    ['somebodys-cli', 'somebodys-cli'],
    ['other_cli', 'other_cli'],
  ])('%s tells its requests, prompts, tools and errors under its own name', (product, prefix) => {
    const batch = ofLogs(
      [
        record({ ...named(`${prefix}.user_prompt`), prompt_length: 12 }),
        record({ ...named(`${prefix}.api_response`), ...ANSWER }),
        record({ ...named(`${prefix}.tool_call`), function_name: 'read_file', success: false }),
        record({ ...named(`${prefix}.api_error`), status_code: 429 }),
        record({ ...named(`${prefix}.next_speaker_check`) }),
      ],
      from(product),
    );
    expect(typesOf(batch.events)).toEqual(['prompt', 'usage', 'tool.call', 'error']);
    expect(usageIn(batch)).toMatchObject([
      {
        sessionId: 's-1',
        agentName: product,
        inputTokens: 600,
        cacheReadTokens: 400,
        outputTokens: 70,
      },
    ]);
  });

  test('events of that shape of a service that is none are read by nobody', () => {
    const other = ofLogs(
      [record({ ...named('shop.tool_call'), function_name: 'buy' })],
      from('till'),
    );
    expect(other.events).toEqual([]);
  });

  test('counts thoughts once where the output holds them, as the total shows', () => {
    const within = { ...ANSWER, total_token_count: 1_050 };
    const batch = ofLogs(
      [record({ ...named('qwen-code.api_response'), ...within })],
      from('qwen-code'),
    );
    expect(usageIn(batch)).toMatchObject([{ outputTokens: 50 }]);
  });

  test('[USE2] is read from spans where it sends its log events so, each once', () => {
    const values = { ...named('qwen-code.api_response'), ...ANSWER };
    const spans = ofSpans([spanOf({ ...values, 'log.bridge': true })], from('qwen-code'));
    const logs = ofLogs([record(values)], from('qwen-code'));
    expect(usageIn(spans)).toMatchObject([{ inputTokens: 600, outputTokens: 70 }]);
    expect(spans.events.map(({ id }) => id)).toEqual(logs.events.map(({ id }) => id));
    // Its other spans repeat that.
    const repeated = spanOf({
      'gen_ai.usage.input_tokens': 1_000,
      'gen_ai.request.model': 'qwen3',
    });
    expect(ofSpans([repeated], from('qwen-code')).events).toEqual([]);
  });
});

describe('what is made of Codex', () => {
  test('is read by the names of its events', () => {
    const values = {
      'event.name': 'codex.sse_event',
      'event.kind': 'response.completed',
      'event.timestamp': '2026-11-22T10:00:00.000Z',
      'conversation.id': 'c-1',
      model: 'gpt-5',
      input_token_count: '1000',
      cached_token_count: 600,
      output_token_count: '70',
    };
    const batch = ofLogs([record(values)], { resource: { 'service.name': 'acme-coder' } });
    expect(usageIn(batch)).toMatchObject([
      {
        agentName: 'acme-coder',
        sessionId: 'c-1',
        inputTokens: 400,
        cacheReadTokens: 600,
        outputTokens: 70,
      },
    ]);
  });
});

describe('Goose', () => {
  const resource = { 'service.name': 'goose', 'service.namespace': 'goose' };

  test('tells a call as JSON', () => {
    const usage = { input: 1_200, output: 30, total: 1_230, cache_read_input_tokens: 1_000 };
    const batch = ofSpans(
      [
        spanOf({
          'session.id': '20261122_3',
          provider: 'anthropic',
          model: 'claude-sonnet-4-5',
          input_json: '{"messages":["secret words"]}',
          usage_details_json: JSON.stringify(usage),
        }),
      ],
      { resource },
    );
    expect(usageIn(batch)).toMatchObject([
      {
        sessionId: '20261122_3',
        agentName: 'goose',
        model: 'claude-sonnet-4-5',
        inputTokens: 200,
        cacheReadTokens: 1_000,
        outputTokens: 30,
      },
    ]);
    expect(JSON.stringify(batch.events)).not.toContain('secret');
  });

  test('once told it in an event of the span, in texts', () => {
    const told: Values = {
      model_config: '{ "model_name": "gpt-5", "context_limit": null }',
      input_tokens: '100',
      output_tokens: '20',
      total_tokens: '120',
    };
    const span = spanOf(
      { 'code.namespace': 'goose::providers::openai' },
      {
        name: 'complete',
        events: [{ timeUnixNano: nanos(START), attributes: attributesOf(told) }],
      },
    );
    const reply = spanOf({ 'session.id': 's-9' }, { name: 'reply', spanId: 'c'.repeat(16) });
    expect(usageIn(ofSpans([span, reply], { resource }))).toMatchObject([
      { sessionId: 's-9', model: 'gpt-5', inputTokens: 100, outputTokens: 20 },
    ]);
  });

  test('says by its other spans that they are about no agent, and keeps nothing', () => {
    const span = spanOf({ input: 'text' }, { name: 'dispatch_tool_call' });
    const batch = ofSpans([span], { resource });
    expect(batch.events).toEqual([]);
    expect(batch.unknown).toMatchObject([{ client: 'goose', name: 'not-about-an-agent' }]);
  });
});
