import { describe, expect, test } from 'vitest';
import { chat, GEN_AI, MODEL } from '../testing/chat.fixture.ts';
import {
  attributesOf,
  ofSpans,
  spanOf,
  TRACE,
  usageIn,
  type Values,
} from '../testing/otlp.fixture.ts';

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
    'generate_live_content',
    'anthropic_messages',
    'acompletion',
    'aresponses',
    'atranscription',
    '_arealtime',
    'agenerate_content',
  ].map((name): [string, 'call', Values] => [`operation ${name}`, 'call', chat(name)]),
  ...[
    'invoke_agent',
    'create_agent',
    'invoke_workflow',
    'agent_run',
    'execute_event_loop_cycle',
    'handoff',
    'live_session',
    'apply_guardrail',
    'update_memory',
  ].map((name): [string, 'around', Values] => [`operation ${name}`, 'around', chat(name)]),
  ['operation embeddings', 'embedding', chat('embeddings')],
  ['operation embed_content', 'embedding', chat('embed_content')],
  ['operation aembedding', 'embedding', chat('aembedding')],
  ['operation arerank', 'embedding', chat('arerank')],
  ['LiteLLM without messages', 'call', { ...GEN_AI, ...MODEL, 'llm.request.type': 'acompletion' }],
  ['AgentOps', 'call', { ...GEN_AI, ...MODEL, 'agentops.span.kind': 'llm' }],
  [
    'LangSmith, its model in the metadata',
    'call',
    { ...GEN_AI, 'langsmith.metadata.ls_model_name': 'gpt-5', 'langsmith.span.kind': 'llm' },
  ],
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

  test('[USE2] an HTTP client in a call says where it lies, for what a gateway tells beneath it', () => {
    const call = spanOf(chat('chat'), { spanId: '1'.repeat(16) });
    const http = spanOf(
      { 'http.request.method': 'POST' },
      { spanId: '2'.repeat(16), parentSpanId: '1'.repeat(16), kind: 3 },
    );
    const elsewhere = spanOf(
      { 'db.system': 'redis' },
      { spanId: '4'.repeat(16), parentSpanId: '3'.repeat(16), kind: 3 },
    );
    expect(ofSpans([http, elsewhere, call]).events).toMatchObject([
      { type: 'usage' },
      { type: 'trace', spans: [['2'.repeat(16), '1'.repeat(16)]] },
    ]);
  });

  test('what counts no tokens is no count that is not read', () => {
    const values = {
      ...chat('chat'),
      'gen_ai.usage.tokens_per_second': 31.5,
      'gen_ai.usage.requests': 1,
      'gen_ai.usage.duration_ms': 500,
      'gen_ai.usage.cost': 0.1,
      'gen_ai.usage.reasoning_output_tokens': 3,
    };
    expect(ofSpans([spanOf(values)])).toMatchObject({ refused: [], unknown: [] });
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

  test('a stream that tells its input first, and what it said so far after that, is one request', () => {
    const events = [
      { 'gen_ai.usage.input_tokens': 70, 'gen_ai.usage.output_tokens': 1 },
      { 'gen_ai.usage.output_tokens': 5 },
      { 'gen_ai.usage.output_tokens': '30' },
    ].map((values) => ({ name: 'gen_ai.chunk', attributes: attributesOf(values) }));
    const batch = ofSpans([spanOf({ ...MODEL, 'gen_ai.operation.name': 'chat' }, { events })]);
    expect(usageIn(batch)).toMatchObject([{ inputTokens: 70, outputTokens: 30 }]);
    expect(batch.notRead).toEqual(new Set());
  });
});

describe('a count under a name that nobody reads', () => {
  test('is named where the record tells no other', () => {
    const values = { 'gen_ai.operation.name': 'agent_run', 'acme.run.prompt_tokens': 12 };
    const batch = ofSpans([spanOf({ ...values, 'gen_ai.request.max_output_tokens': 4_096 })]);
    expect(batch.events).toEqual([]);
    expect([...batch.notRead]).toEqual(['acme.run.prompt_tokens']);
    const beside = ofSpans([spanOf({ ...chat('chat'), 'acme.run.prompt_tokens': 12 })]);
    expect([...beside.notRead]).toEqual([]);
  });

  test('TruLens tells the tokens of a generation among its costs', () => {
    const values = {
      'ai.observability.span_type': 'generation',
      'ai.observability.cost.model': 'gpt-5',
      'ai.observability.cost.num_prompt_tokens': 50,
      'ai.observability.cost.num_completion_tokens': 5,
      'ai.observability.cost.num_tokens': 55,
    };
    const batch = ofSpans([spanOf(values)]);
    expect(usageIn(batch)).toMatchObject([{ model: 'gpt-5', inputTokens: 50, outputTokens: 5 }]);
  });
});

describe('OpenClaw', () => {
  const sum: Values = {
    'openclaw.provider': 'anthropic',
    'openclaw.model': 'claude-sonnet-4-5',
    'openclaw.sessionKey': 'agent:main',
    'openclaw.tokens.input': 500,
    'openclaw.tokens.output': 300,
    'openclaw.tokens.cache_read': 10_000,
    'openclaw.tokens.cache_write': 1_500,
    'openclaw.tokens.total': 12_300,
  };
  const named = { name: 'openclaw.model.usage', parentSpanId: 'a'.repeat(16) };
  const counted = {
    sessionId: 'agent:main',
    model: 'claude-sonnet-4-5',
    inputTokens: 500,
    cacheReadTokens: 10_000,
    cacheCreationTokens: 1_500,
    outputTokens: 300,
  };

  test('tells the sum of a run under names of its own, and later under those of the conventions too', () => {
    const later = {
      ...sum,
      'gen_ai.operation.name': 'chat',
      'gen_ai.request.model': 'claude-sonnet-4-5',
      'gen_ai.usage.input_tokens': 12_000,
      'gen_ai.usage.output_tokens': 300,
      'gen_ai.usage.cache_read.input_tokens': 10_000,
      'gen_ai.usage.cache_creation.input_tokens': 1_500,
    };
    for (const values of [sum, later]) {
      expect(usageIn(ofSpans([spanOf(values, named)]))).toMatchObject([counted]);
    }
  });

  test('[USE2] says of that sum that the calls lie beside it', () => {
    const [usage] = usageIn(ofSpans([spanOf(sum, named)]));
    expect(usage?.span).toEqual({
      trace: TRACE,
      id: 'log b7ad6b7169203331',
      parents: ['a'.repeat(16)],
      role: 'around',
    });
  });
});
