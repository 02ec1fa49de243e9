import { describe, expect, test } from 'vitest';
import {
  nanos,
  ofLogs,
  ofSpans,
  spanOf,
  START,
  TRACE,
  usageIn,
  type Values,
} from '../testing/otlp.ts';

const GEN_AI = { 'gen_ai.usage.input_tokens': 100, 'gen_ai.usage.output_tokens': 20 };
const MODEL = { 'gen_ai.request.model': 'gpt-5' };
const chat = (operation: string): Values => ({
  ...MODEL,
  ...GEN_AI,
  'gen_ai.operation.name': operation,
});
const INFERENCE = { 'llm.token_count.prompt': 100, 'llm.token_count.completion': 20 };
const AI_SDK = { 'ai.usage.inputTokens': 100, 'ai.usage.outputTokens': 20, 'ai.model.id': 'gpt-5' };

/** Spans as each library sends them, cut to what is read. */
const CALLS: [string, 'call' | 'around' | 'embedding', Values, string?][] = [
  ...[
    'chat',
    'chat.completions',
    'messages',
    'text_completion',
    'generate_content',
    'responses',
    'converse',
    'InvokeModel',
    'speech',
    'transcription',
    'realtime',
    'live',
    'completion',
    'image_generation',
    'call_llm',
    'model_request',
  ].map((name): [string, 'call', Values] => [`operation ${name}`, 'call', chat(name)]),
  ...[
    'invoke_agent',
    'create_agent',
    'invoke_workflow',
    'agent_run',
    'execute_event_loop_cycle',
    'handoff',
  ].map((name): [string, 'around', Values] => [`operation ${name}`, 'around', chat(name)]),
  ['operation embeddings', 'embedding', chat('embeddings')],
  ['operation embed_content', 'embedding', chat('embed_content')],
  ['an operation that nobody knows', 'around', chat('frobnicate')],
  ['no operation', 'around', { ...MODEL, ...GEN_AI }],
  [
    'OpenInference LLM',
    'call',
    { ...INFERENCE, 'llm.model_name': 'gpt-5', 'openinference.span.kind': 'LLM' },
  ],
  [
    'OpenInference AGENT',
    'around',
    { ...INFERENCE, 'llm.model_name': 'gpt-5', 'openinference.span.kind': 'AGENT' },
  ],
  [
    'OpenInference CHAIN',
    'around',
    { ...INFERENCE, 'llm.model_name': 'gpt-5', 'openinference.span.kind': 'CHAIN' },
  ],
  [
    'OpenInference EMBEDDING',
    'embedding',
    { ...INFERENCE, 'embedding.model_name': 'gpt-5', 'openinference.span.kind': 'EMBEDDING' },
  ],
  [
    'ai.generateText.doGenerate',
    'call',
    { ...AI_SDK, 'ai.operationId': 'ai.generateText.doGenerate' },
  ],
  [
    'ai.streamText.doStream',
    'call',
    { ...AI_SDK, ...chat('ai.streamText.doStream'), 'ai.operationId': 'ai.streamText.doStream' },
  ],
  ['ai.streamText', 'around', { ...AI_SDK, 'ai.operationId': 'ai.streamText' }],
  ['ai.generateText by its name alone', 'around', AI_SDK, 'ai.generateText my-function'],
  [
    'ai.embed.doEmbed',
    'embedding',
    { 'ai.usage.tokens': 100, 'ai.model.id': 'gpt-5', 'ai.operationId': 'ai.embed.doEmbed' },
  ],
  [
    'Traceloop chat',
    'call',
    {
      'gen_ai.usage.prompt_tokens': 100,
      'gen_ai.usage.completion_tokens': 20,
      'llm.request.type': 'chat',
      ...MODEL,
    },
  ],
  ['Traceloop workflow', 'around', { ...GEN_AI, ...MODEL, 'traceloop.span.kind': 'workflow' }],
  ['LangSmith llm', 'call', { ...GEN_AI, ...MODEL, 'langsmith.span.kind': 'llm' }],
  ['LangSmith chain', 'around', { ...GEN_AI, ...MODEL, 'langsmith.span.kind': 'chain' }],
  [
    'Semantic Kernel',
    'call',
    {
      'gen_ai.operation.name': 'chat.completions',
      'gen_ai.response.prompt_tokens': 100,
      'gen_ai.response.completion_tokens': 20,
      ...MODEL,
    },
  ],
  [
    'Pydantic AI agent run',
    'around',
    {
      'gen_ai.aggregated_usage.input_tokens': 100,
      'gen_ai.aggregated_usage.output_tokens': 20,
      'gen_ai.operation.name': 'invoke_agent',
      ...MODEL,
    },
  ],
  [
    'Langfuse',
    'call',
    {
      'langfuse.observation.type': 'generation',
      'langfuse.observation.model.name': 'gpt-5',
      'langfuse.observation.usage_details': '{"input":100,"output":20}',
    },
  ],
  [
    'MLflow',
    'call',
    {
      'mlflow.spanType': '"CHAT_MODEL"',
      'mlflow.chat.tokenUsage': '{"input_tokens":100,"output_tokens":20,"total_tokens":120}',
      ...MODEL,
    },
  ],
  [
    'Braintrust',
    'around',
    { 'braintrust.metrics': '{"prompt_tokens":100,"completion_tokens":20}', ...MODEL },
  ],
  ['Dify', 'call', { 'gen_ai.span.kind': 'LLM', ...GEN_AI, ...MODEL }],
  ['Azure AI Agents', 'around', chat('process_thread_run')],
  [
    "Anthropic's SDK",
    'call',
    { ...GEN_AI, ...MODEL, 'gen_ai.provider.name': 'anthropic' },
    'anthropic.messages.create',
  ],
  [
    'Google ADK',
    'around',
    { ...GEN_AI, ...MODEL, 'gen_ai.system': 'gcp.vertex.agent' },
    'call_llm',
  ],
];

describe('[USE2] a span of', () => {
  test.each(CALLS)('%s is a request, and says that it is %s', (_, role, values, name = 'span') => {
    const [usage, ...others] = usageIn(ofSpans([spanOf(values, { name })]));
    expect(others).toEqual([]);
    expect(usage).toMatchObject({ model: 'gpt-5', inputTokens: 100, span: { role } });
    expect([0, 20]).toContain(usage?.outputTokens);
  });

  test.each<[string, Values, string]>([
    [
      'OpenTelemetry',
      { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'search' },
      'execute_tool search',
    ],
    ['OpenInference', { 'openinference.span.kind': 'TOOL', 'tool.name': 'search' }, 'search'],
    [
      "Vercel's AI SDK",
      { 'ai.operationId': 'ai.toolCall', 'ai.toolCall.name': 'search', 'ai.toolCall.id': 'call_9' },
      'ai.toolCall',
    ],
    [
      'Traceloop',
      { 'traceloop.span.kind': 'tool', 'traceloop.entity.name': 'search' },
      'search.tool',
    ],
    ['LangSmith', { 'langsmith.span.kind': 'tool' }, 'search'],
    [
      'OpenTelemetry by its name alone',
      { 'gen_ai.operation.name': 'execute_tool' },
      'execute_tool search',
    ],
  ])('%s that calls a tool is a tool call', (_, values, name) => {
    expect(ofSpans([spanOf(values, { name })]).events).toMatchObject([
      { type: 'tool.call', toolName: 'search', state: 'succeeded', duration: 250 },
    ]);
  });

  test('Logfire that is still under way is none', () => {
    const values = { ...chat('chat'), 'logfire.span_type': 'pending_span' };
    expect(ofSpans([spanOf(values)]).events).toEqual([]);
  });

  test('a stream whose usage stands in an event at its end is a request', () => {
    const event = {
      name: 'gen_ai.choice',
      attributes: [{ key: 'gen_ai.usage.input_tokens', value: { intValue: 7 } }],
    };
    const span = spanOf(
      { ...MODEL, 'gen_ai.operation.name': 'chat' },
      { events: [{ name: 'x' }, event] },
    );
    expect(usageIn(ofSpans([span]))).toMatchObject([{ inputTokens: 7 }]);
  });
});

describe('the session of a span', () => {
  test.each([
    'gen_ai.conversation.id',
    'session.id',
    'gcp.vertex.agent.session_id',
    'ai.telemetry.metadata.sessionId',
    'traceloop.association.properties.session_id',
    'traceloop.association.properties.thread_id',
    'langsmith.metadata.thread_id',
    'langfuse.session.id',
  ])('is named by %s', (name) => {
    expect(usageIn(ofSpans([spanOf({ ...chat('chat'), [name]: 'c-7' })]))).toMatchObject([
      { sessionId: 'c-7' },
    ]);
  });

  test.each(['N/A', 'none', 'null', '-', '0000'])('is not called %j', (id) => {
    expect(usageIn(ofSpans([spanOf({ ...chat('chat'), 'session.id': id })]))).toMatchObject([
      { sessionId: TRACE },
    ]);
  });
});

describe('an agent that nobody named', () => {
  const agentOf = (resource: Values, scope: string, values: Values = {}) =>
    usageIn(
      ofSpans([spanOf({ ...chat('chat'), ...values })], { resource, scope: { name: scope } }),
    )[0]?.agentName;

  test.each<[string, Values, string, Values, string]>([
    ['its service', { 'service.name': 'shop' }, 'openai', {}, 'shop'],
    [
      'its service before the agent in it',
      { 'service.name': 'shop' },
      'openai',
      { 'gen_ai.agent.name': 'a' },
      'shop',
    ],
    ['the agent', {}, 'openai', { 'gen_ai.agent.name': 'researcher' }, 'researcher'],
    [
      'the agent, where the SDK made up a service',
      { 'service.name': 'unknown_service:node' },
      'openai',
      { 'gen_ai.agent.name': 'researcher' },
      'researcher',
    ],
    [
      'the library',
      { 'service.name': 'unknown_service' },
      '@traceloop/instrumentation-openai',
      {},
      '@traceloop/instrumentation-openai',
    ],
    [
      'the library, without a service',
      {},
      'openinference.instrumentation.openai',
      {},
      'openinference.instrumentation.openai',
    ],
    ['unknown', {}, '', {}, 'unknown'],
  ])('is shown by %s', (_, resource, scope, values, name) => {
    expect(agentOf(resource, scope, values)).toBe(name);
  });

  test('is the one that the outermost span of its trace names', () => {
    const { events } = ofSpans(
      [
        spanOf({ ...chat('chat') }, { spanId: '1'.repeat(16), parentSpanId: '2'.repeat(16) }),
        spanOf(
          { 'gen_ai.agent.name': 'inner' },
          { spanId: '2'.repeat(16), parentSpanId: '3'.repeat(16) },
        ),
        spanOf({ 'gen_ai.agent.name': 'outer' }, { spanId: '3'.repeat(16) }),
      ],
      { resource: {}, scope: { name: 'library' } },
    );
    expect(events[0]).toMatchObject({ type: 'usage', agentName: 'outer' });
  });
});

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

  test.each(['chatcmpl-373', 'N/A', 'cmpl-1', '', 'null', 'resp_1', 'chatcmpl-000000000000', 'A1'])(
    '%j is none: each span is a request of its own',
    (id) => {
      expect(keysOf(id, ['a', 100], ['b', 100], ['c', 300])).toBe(3);
    },
  );

  test.each([
    'chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT',
    'msg_01XFDUDYJgAACzvnptvVoYEL',
    'resp_67cb32528d6881909eb2859a55e18a85',
    'gen-1714-xyz',
    '3f6e2a44-1d7b-4b1e-9f57-1d7a0f1a2b3c',
  ])('%j is the same request wherever it is told with the same tokens', (id) => {
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
    ['a speed', { 'anthropic.response.speed': 'fast' }, { speed: 'fast' }],
    ['searches', { 'gen_ai.usage.server_tool_use.web_search_requests': 3 }, { webSearches: 3 }],
  ])('%s goes along', (_, values, expected) => {
    expect(usageIn(ofSpans([spanOf({ ...chat('chat'), ...values })]))).toMatchObject([expected]);
  });
});

describe('a log record of an agent', () => {
  const record = (values: Values, more: object = {}) => ({
    ...spanOf(values, more),
    timeUnixNano: nanos(START),
    eventName: 'gen_ai.client.inference.operation.details',
  });

  test('[USE2] with a span lies in that span', () => {
    expect(usageIn(ofLogs([record(chat('chat'))]))).toMatchObject([
      { span: { trace: TRACE, parents: ['b7ad6b7169203331'], role: 'call' } },
    ]);
  });

  test('without a span or a conversation belongs to nobody, and says so', () => {
    const { refused } = ofLogs([record(chat('chat'), { traceId: '', spanId: '' })]);
    expect(refused).toMatchObject([{ path: 'gen_ai.conversation.id' }]);
  });

  test('of other people is taken and dropped', () => {
    expect(ofLogs([record({ 'http.route': '/' })])).toMatchObject({
      events: [],
      refused: [],
      records: 1,
    });
  });
});
