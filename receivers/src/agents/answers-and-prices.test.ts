import { describe, expect, test } from 'vitest';
import { chat } from '../testing/chat.fixture.ts';
import { ofSpans, spanOf, usageIn, type Values } from '../testing/otlp.fixture.ts';

describe('[USE2] the id of an answer', () => {
  const keysOf = (id: string, ...calls: [trace: string, input: number][]) =>
    new Set(
      calls.map(
        ([trace, input], index) =>
          usageIn(
            ofSpans([
              spanOf(
                { ...chat('chat'), 'gen_ai.response.id': id, 'gen_ai.usage.input_tokens': input },
                { traceId: trace.repeat(32), spanId: String(index + 1).repeat(16) },
              ),
            ]),
          )[0]?.requestId,
      ),
    ).size;

  test.each([
    'chatcmpl-373',
    'N/A',
    'cmpl-1',
    '',
    'null',
    'resp_1',
    'chatcmpl-000000000000',
    'A1',
    'chatcmpl-12345678',
    'chatcmpl-1700000000123456',
    '1700000000.123456',
    '2026-05-04T12:00:00Z',
    'ollama-42',
    'gguf:12',
    'lc_run--1',
    '[object Object]',
    'chatcmpl-1700000000',
    'local-model',
    'mock-response-id',
    'fake-id-007',
    'chatcmpl-test-1a2b3c4d',
    'Some response',
    '00000000-0000-0000-0000-000000000000',
  ])('%j is none: each span is a request of its own', (id) => {
    expect(keysOf(id, ['a', 100], ['b', 100], ['c', 300])).toBe(3);
  });

  test.each([
    'chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT',
    'msg_01XFDUDYJgAACzvnptvVoYEL',
    'resp_67cb32528d6881909eb2859a55e18a85',
    'gen-1714-xyz',
    '3f6e2a44-1d7b-4b1e-9f57-1d7a0f1a2b3c',
    'chatcmpl-AbCdEfGhIjKlMnOpQrStUvWx',
    '02146e5cb1f24c4aa2d9b7b9d7a0f1a2',
  ])('%j is the same request wherever it is reported with the same tokens', (id) => {
    expect(keysOf(id, ['a', 100], ['b', 100])).toBe(1);
    expect(keysOf(id, ['a', 100], ['b', 250])).toBe(2);
  });

  test('of a request at the Claude API is the one that Claude Code tells', () => {
    const values = {
      ...chat('chat'),
      'anthropic.request.id': 'req_011CX',
      'gen_ai.response.id': 'msg_01',
    };
    expect(usageIn(ofSpans([spanOf(values)]))[0]).toMatchObject({
      requestId: 'req_011CX',
      messageId: 'msg_01',
    });
  });
});

describe('[USE2] a span of', () => {
  test('the Claude API that names no request is said not to be joined with what its maker reports', () => {
    const of = (values: Values) =>
      ofSpans([spanOf(values)], { resource: { 'service.name': 'claude-platform' } });
    expect([...of(chat('chat')).notRead]).toEqual(['chat-without-request-id']);
    expect([...of({ ...chat('chat'), 'anthropic.request.id': 'req_011CX' }).notRead]).toEqual([]);
  });

  const relayed = (more: object, resource: Values, scope = 'x') =>
    usageIn(ofSpans([spanOf(chat('chat'), more)], { resource, scope: { name: scope } }))[0]?.span;

  test('a gateway, or of the Claude API, says that it made no request', () => {
    expect(relayed({ kind: 2 }, { 'service.name': 'gateway' })).toMatchObject({ isRelayed: true });
    expect(relayed({ kind: 'SPAN_KIND_SERVER' }, {})).toMatchObject({ isRelayed: true });
    expect(relayed({ kind: 1 }, { 'service.name': 'claude-platform' })).toMatchObject({
      isRelayed: true,
    });
    expect(relayed({}, {}, 'com.anthropic.claude-platform')).toMatchObject({ isRelayed: true });
    expect(relayed({ kind: 3 }, { 'service.name': 'shop' })).not.toHaveProperty('isRelayed');
  });
});

describe('what has a price of its own', () => {
  test.each<[string, Values, object]>([
    [
      'a tier of OpenAI',
      { 'openai.response.service_tier': 'flex', 'openai.request.service_tier': 'auto' },
      { serviceTier: 'flex' },
    ],
    [
      'a tier of Anthropic',
      { 'anthropic.response.service_tier': 'batch' },
      { serviceTier: 'batch' },
    ],
    [
      'a tier that was asked for',
      { 'gen_ai.openai.request.service_tier': 'priority' },
      { serviceTier: 'priority' },
    ],
    [
      'a tier in parameters',
      { 'llm.invocation_parameters': '{"service_tier":"flex"}' },
      { serviceTier: 'flex' },
    ],
    [
      'a tier under a name that the table does not have',
      { 'azure.openai.response.service_tier': 'priority' },
      { serviceTier: 'priority' },
    ],
    [
      'a tier of the usage that was passed on',
      { usage: '{"input_tokens":100,"output_tokens":20,"service_tier":"batch"}' },
      { serviceTier: 'batch' },
    ],
    ['a batch', { 'gen_ai.operation.name': 'batch chat' }, { serviceTier: 'batch' }],
    [
      'a batch that says so twice, in one region',
      {
        'gen_ai.operation.name': 'chat.batch',
        'gen_ai.usage.service_tier': 'batch',
        'gen_ai.usage.inference_geo': 'us',
      },
      { serviceTier: 'batch, us only' },
    ],
    [
      'a server of its own, whose models have names of others',
      { 'gen_ai.provider.name': 'ollama', 'gen_ai.request.model': 'mistral-large-latest' },
      { serviceTier: 'local' },
    ],
    ['the same of the AI SDK', { 'ai.model.provider': 'ollama.chat' }, { serviceTier: 'local' }],
    [
      'the model that was asked where the answer names none',
      { 'gen_ai.response.model': 'unknown', 'gen_ai.request.model': 'gpt-5' },
      { model: 'gpt-5' },
    ],
    ['what was heard', { 'gen_ai.usage.audio.input_tokens': 9 }, { serviceTier: 'audio' }],
    [
      'what was said, at a tier of its own',
      {
        'llm.token_count.completion_details.audio': '9',
        'openai.response.service_tier': 'priority',
      },
      { serviceTier: 'priority, audio' },
    ],
    [
      'a model of speech that does not say what it heard',
      { 'gen_ai.request.model': 'gpt-4o-realtime-preview' },
      { serviceTier: 'audio' },
    ],
    [
      'a call of speech that does not say what it said',
      { 'gen_ai.operation.name': 'transcription' },
      { serviceTier: 'audio' },
    ],
    ['a speed', { 'anthropic.response.speed': 'fast' }, { speed: 'fast' }],
    ['searches', { 'gen_ai.usage.server_tool_use.web_search_requests': 3 }, { webSearches: 3 }],
  ])('%s goes along', (_, values, expected) => {
    expect(usageIn(ofSpans([spanOf({ ...chat('chat'), ...values })]))).toMatchObject([expected]);
  });

  test.each<[string, Values]>([
    ['nothing heard or said', { 'gen_ai.usage.audio.input_tokens': 0 }],
    [
      'a model of speech that had text alone',
      { 'gen_ai.request.model': 'gpt-realtime', 'gen_ai.usage.details.input_audio_tokens': 0 },
    ],
    ['a model whose name has such letters', { 'gen_ai.request.model': 'olive-7b' }],
    ['an empty tier', { 'my.service_tier': '' }],
  ])('%s is served as usual', (_, values) => {
    const [usage] = usageIn(ofSpans([spanOf({ ...chat('chat'), ...values })]));
    expect(usage).toBeDefined();
    expect(usage).not.toHaveProperty('serviceTier');
  });
});
