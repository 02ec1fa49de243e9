import { genAi, SONNET, type Shape, type Values } from './shape.fixture.ts';

/** 12,000 in of which 10,000 read and 1,500 written, 300 out. */
const CACHED = { requests: 1, input: 500, output: 300, read: 10_000, write: 1_500, cost: 14_625 };
const call = (values: Values, name = `chat ${SONNET}`) => [{ id: 'a', name, kind: 3, values }];
const chat = (values: Values): Values => ({
  'gen_ai.operation.name': 'chat',
  'gen_ai.request.model': SONNET,
  ...values,
});

/** Shapes of libraries and agents as their sources and users have them, beside those of the other files. */
export const IN_THE_WILD: readonly Shape[] = [
  {
    sender: 'pi, which leaves the cache out of a larger input and says so by a total of its own',
    source: 'public code of an OpenTelemetry extension for the coding agent pi, 2026-11',
    spans: call(
      chat({
        'gen_ai.usage.input_tokens': 20_000,
        'gen_ai.usage.output_tokens': 300,
        'gen_ai.usage.cache_read.input_tokens': 10_000,
        'gen_ai.usage.cache_creation.input_tokens': 1_500,
        'pi.agent.usage.total_tokens': 31_800,
      }),
    ),
    truth: { ...CACHED, input: 20_000, cost: 73_125 },
  },
  {
    sender: 'names of the old and the new convention at once',
    source: 'public code of an instrumentation that writes both, 2026-11',
    spans: call(
      chat({
        'gen_ai.usage.input_tokens': 12_000,
        'gen_ai.usage.prompt_tokens': 12_000,
        'gen_ai.usage.output_tokens': 300,
        'gen_ai.usage.completion_tokens': 300,
        'gen_ai.usage.cache_read.input_tokens': 10_000,
        'gen_ai.usage.cache_read_input_tokens': 10_000,
        'gen_ai.usage.cache_creation.input_tokens': 1_500,
        'llm.usage.total_tokens': 12_300,
      }),
    ),
    truth: CACHED,
  },
  {
    sender: 'AWS AgentCore, counts as Bedrock calls them',
    source: 'Converse API, usage; public code that maps its names, 2026-11',
    spans: call(
      chat({
        'gen_ai.usage.inputTokens': 500,
        'gen_ai.usage.outputTokens': 300,
        'gen_ai.usage.cacheReadInputTokens': 10_000,
        'gen_ai.usage.cacheWriteInputTokens': 1_500,
        'gen_ai.usage.totalTokens': 12_300,
      }),
    ),
    truth: CACHED,
  },
  {
    sender: 'DeepSeek, hits and misses of its cache',
    source: 'https://api-docs.deepseek.com, usage of a chat completion, 2026-11',
    spans: call({
      ...genAi('chat', 'no-such-model', { input: 12_000, output: 300 }),
      'gen_ai.usage.prompt_cache_hit_tokens': 10_000,
      'gen_ai.usage.prompt_cache_miss_tokens': 2_000,
    }),
    truth: { requests: 1, input: 2_000, output: 300, read: 10_000, cost: 'unknown_model' },
  },
  {
    sender: 'counts as text',
    source: 'a hook script that posts OTLP by curl, public code, 2026-11',
    spans: call(
      chat({
        'gen_ai.usage.input_tokens': '12000',
        'gen_ai.usage.output_tokens': '300',
        'gen_ai.usage.cache_read_tokens': '10000',
        'gen_ai.usage.cache_creation_tokens': '1500',
        'gen_ai.usage.thinking_tokens': '120',
      }),
    ),
    truth: CACHED,
  },
  {
    sender: 'Langfuse, an agent above its generations, with usage on each',
    source: 'npm @langfuse/otel 5.11.1, attributes of observations, 2026-11',
    spans: [
      {
        id: 'agent',
        name: 'planner',
        values: {
          'langfuse.observation.type': 'agent',
          'langfuse.observation.usage_details': '{"input":113,"output":11,"total":124}',
        },
      },
      ...(['one', 'two'] as const).map((id, index) => ({
        id,
        in: 'agent',
        name: 'answer',
        values: {
          'langfuse.observation.type': 'generation',
          'langfuse.observation.model.name': SONNET,
          'langfuse.observation.usage_details': JSON.stringify({
            input: 56 + index,
            output: 5 + index,
            total: 61 + 2 * index,
          }),
        },
      })),
    ],
    truth: { requests: 2, input: 113, output: 11, cost: 504 },
  },
  {
    sender: 'Mastra, a generation around its steps',
    source: 'npm @mastra/otel-exporter, spans of a model, 2026-11',
    spans: [
      {
        id: 'run',
        name: 'invoke_agent planner',
        values: { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': 'planner' },
      },
      {
        id: 'gen',
        in: 'run',
        name: `chat ${SONNET}`,
        values: {
          ...genAi('chat', SONNET, { input: 12_000, output: 300 }),
          'gen_ai.usage.cached_input_tokens': 10_000,
          'gen_ai.usage.cache_write_tokens': 1_500,
        },
      },
      { id: 'step', in: 'gen', name: 'step: 0', values: { 'mastra.span.type': 'model_step' } },
      {
        id: 'tool',
        in: 'step',
        name: 'execute_tool search',
        values: { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'search' },
      },
    ],
    truth: { ...CACHED, tools: 1 },
  },
  {
    sender: 'DSPy by OpenInference: an adapter, its model, and the client beneath it',
    source: 'openinference-instrumentation-dspy and -litellm, 2026-11',
    spans: [
      { id: 'pred', name: 'Predict.forward', values: { 'openinference.span.kind': 'CHAIN' } },
      {
        id: 'lm',
        in: 'pred',
        name: 'LM.__call__',
        values: {
          'openinference.span.kind': 'LLM',
          'llm.model_name': `anthropic/${SONNET}`,
          'llm.token_count.prompt': 56,
          'llm.token_count.completion': 5,
        },
      },
      {
        id: 'lite',
        in: 'lm',
        name: 'completion',
        values: {
          'openinference.span.kind': 'LLM',
          'llm.model_name': SONNET,
          'llm.token_count.prompt': 56,
          'llm.token_count.completion': 5,
          'llm.token_count.total': 61,
        },
      },
    ],
    truth: { requests: 1, input: 56, output: 5, cost: 243 },
  },
  {
    sender: 'CrewAI and the Anthropic client, instrumented by two libraries',
    source:
      'openinference-instrumentation-crewai, opentelemetry-instrumentation-anthropic, 2026-11',
    spans: [
      { id: 'crew', name: 'Crew.kickoff', values: { 'openinference.span.kind': 'CHAIN' } },
      {
        id: 'oi',
        in: 'crew',
        name: 'Messages',
        values: {
          'openinference.span.kind': 'LLM',
          'llm.model_name': SONNET,
          'llm.token_count.prompt': 12_000,
          'llm.token_count.completion': 300,
          'llm.token_count.prompt_details.cache_read': 10_000,
          'llm.token_count.prompt_details.cache_write': 1_500,
        },
      },
      {
        id: 'otel',
        in: 'oi',
        name: 'anthropic.chat',
        kind: 3,
        values: {
          'llm.request.type': 'chat',
          'gen_ai.request.model': SONNET,
          'gen_ai.usage.prompt_tokens': 12_000,
          'gen_ai.usage.completion_tokens': 300,
          'gen_ai.usage.cache_read_input_tokens': 10_000,
          'gen_ai.usage.cache_creation_input_tokens': 1_500,
          'gen_ai.response.id': 'msg_01WildXyZ9abc',
        },
      },
    ],
    truth: CACHED,
  },
  {
    sender: 'LlamaIndex by OpenInference: an agent with sums, a model, and an embedding',
    source: 'openinference-instrumentation-llama-index, 2026-11',
    spans: [
      {
        id: 'agent',
        name: 'FunctionAgent.run',
        values: {
          'openinference.span.kind': 'AGENT',
          'llm.token_count.prompt': 56,
          'llm.token_count.completion': 5,
        },
      },
      {
        id: 'llm',
        in: 'agent',
        name: 'Anthropic.achat',
        values: {
          'openinference.span.kind': 'LLM',
          'llm.model_name': SONNET,
          'llm.token_count.prompt': 56,
          'llm.token_count.completion': 5,
        },
      },
    ],
    truth: { requests: 1, input: 56, output: 5, cost: 243 },
  },
  {
    sender: 'OpenCode, a stream by the AI SDK in a session',
    source: "opencode's experimental OpenTelemetry, npm ai 6, 2026-11",
    spans: [
      {
        id: 'outer',
        name: 'ai.streamText',
        values: {
          'ai.operationId': 'ai.streamText',
          'ai.model.provider': 'anthropic.messages',
          'ai.model.id': SONNET,
          'ai.telemetry.metadata.sessionId': 'ses_1',
          'ai.usage.inputTokens': 12_000,
          'ai.usage.outputTokens': 300,
          'ai.usage.inputTokenDetails.cacheReadTokens': 10_000,
          'ai.usage.inputTokenDetails.cacheWriteTokens': 1_500,
        },
      },
      {
        id: 'inner',
        in: 'outer',
        name: 'ai.streamText.doStream',
        values: {
          'ai.operationId': 'ai.streamText.doStream',
          'ai.model.provider': 'anthropic.messages',
          'ai.model.id': SONNET,
          'ai.telemetry.metadata.sessionId': 'ses_1',
          'ai.usage.inputTokens': 12_000,
          'ai.usage.outputTokens': 300,
          'ai.usage.inputTokenDetails.cacheReadTokens': 10_000,
          'ai.usage.inputTokenDetails.cacheWriteTokens': 1_500,
          'ai.usage.inputTokenDetails.noCacheTokens': 500,
          'gen_ai.request.model': SONNET,
          'gen_ai.usage.input_tokens': 12_000,
          'gen_ai.usage.output_tokens': 300,
        },
      },
    ],
    truth: CACHED,
  },
  {
    sender: 'Goose, whose spans have names of their own',
    source: 'goose, crates/goose/src/providers, fields of its tracing spans, 2026-11',
    resource: { 'service.name': 'goose' },
    spans: [
      {
        id: 'a',
        name: 'complete',
        values: {
          model_config: '{"model_name":"gpt-5"}',
          input_tokens: 100,
          output_tokens: 10,
          total_tokens: 110,
        },
      },
    ],
    truth: { requests: 1, input: 100, output: 10, cost: 225, model: 'gpt-5' },
  },
  {
    sender: 'Goose, whose spans tell usage as JSON',
    source: 'goose, crates/goose/src/tracing/provider_generation.rs, 2026-11',
    resource: { 'service.name': 'goose', 'service.namespace': 'goose' },
    spans: [
      {
        id: 'a',
        name: 'provider_generation',
        values: {
          'session.id': '20261122_3',
          model: 'gpt-5',
          usage_details_json: '{"input":100,"output":10,"total":110}',
        },
      },
    ],
    truth: { requests: 1, input: 100, output: 10, cost: 225, model: 'gpt-5' },
  },
  {
    sender: 'OpenClaw, whose sum of a run lies beside its calls',
    source: 'openclaw, extensions/diagnostics-otel, service-recorders-usage.ts, 2026-11',
    scope: 'openclaw',
    spans: [
      { id: 'run', name: 'openclaw.run', values: { 'openclaw.channel': 'cli' } },
      ...[
        [56, 5],
        [57, 6],
        [113, 11],
      ].map(([input = 0, output = 0]) => ({
        id: String(input),
        in: 'run',
        name: input === 113 ? 'openclaw.model.usage' : 'openclaw.model.call',
        values: {
          'gen_ai.operation.name': 'chat',
          'gen_ai.request.model': 'gpt-5',
          'gen_ai.usage.input_tokens': input,
          'gen_ai.usage.output_tokens': output,
        },
      })),
    ],
    truth: { requests: 2, input: 113, output: 11, cost: 251 },
  },
  {
    sender: 'a speed that parameters name',
    source: 'openinference-instrumentation-anthropic, llm.invocation_parameters, 2026-11',
    spans: call(
      {
        'openinference.span.kind': 'LLM',
        'llm.model_name': 'claude-opus-5',
        'llm.invocation_parameters': '{"max_tokens":100,"speed":"fast"}',
        'llm.token_count.prompt': 1_000,
        'llm.token_count.completion': 500,
      },
      'Messages',
    ),
    truth: { requests: 1, input: 1_000, output: 500, cost: 35_000 },
  },
  {
    sender: 'an agent abroad whose own call a gateway repeats by another name',
    source: 'A2A with a LiteLLM gateway, public traces, 2026-11',
    spans: [
      {
        id: 'agent',
        name: 'invoke_agent remote',
        kind: 3,
        values: genAi('invoke_agent', SONNET, { input: 113, output: 11 }),
      },
      {
        id: 'server',
        in: 'agent',
        name: 'POST /chat/completions',
        kind: 2,
        values: { 'http.request.method': 'POST' },
      },
      {
        id: 'gate',
        in: 'server',
        name: 'litellm_request',
        values: genAi('acompletion', `anthropic/${SONNET}`, { input: 113, output: 11 }),
      },
    ],
    truth: { requests: 1, input: 113, output: 11, cost: 504 },
  },
];
