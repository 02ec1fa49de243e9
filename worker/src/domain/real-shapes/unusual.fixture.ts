import { genAi, SONNET, type Shape } from './shape.fixture.ts';

const CACHED = { input: 500, output: 300, read: 10_000, write: 1_500, cost: 14_625 } as const;

/** Bodies that say what others do in another way: objects, bodies, events, other names, parts of tokens. */
export const UNUSUAL: readonly Shape[] = [
  {
    sender: "Anthropic's usage, passed on as it was answered",
    source: 'anthropic-sdk-python, types/usage.py',
    spans: [
      {
        id: 'a',
        name: 'llm',
        values: {
          'gen_ai.operation.name': 'messages',
          'gen_ai.request.model': SONNET,
          usage: JSON.stringify({
            input_tokens: 20_000,
            output_tokens: 300,
            cache_read_input_tokens: 10_000,
            cache_creation_input_tokens: 1_500,
            cache_creation: { ephemeral_1h_input_tokens: 1_500, ephemeral_5m_input_tokens: 0 },
            service_tier: 'standard',
          }),
        },
      },
    ],
    truth: { ...CACHED, requests: 1, input: 20_000, cost: 76_500 },
  },
  {
    sender: 'the usage of the Responses API in one attribute',
    source: 'openai-python, types/responses/response_usage.py',
    spans: [
      {
        id: 'a',
        name: 'llm',
        values: {
          'gen_ai.operation.name': 'responses',
          'gen_ai.request.model': 'gpt-5',
          'gen_ai.usage': JSON.stringify({
            input_tokens: 1_000,
            input_tokens_details: { cached_tokens: 600 },
            output_tokens: 100,
            output_tokens_details: { reasoning_tokens: 64 },
            total_tokens: 1_100,
          }),
        },
      },
    ],
    truth: { requests: 1, input: 400, output: 100, read: 600, cost: 1_575 },
  },
  {
    sender: 'the usage of the Gemini API in one attribute, thoughts beside the output',
    source: 'googleapis/python-genai, types.py GenerateContentResponseUsageMetadata',
    spans: [
      {
        id: 'a',
        name: 'llm',
        values: {
          'gen_ai.operation.name': 'generateContent',
          'gen_ai.request.model': 'gemini-2.5-pro',
          'gen_ai.usage': JSON.stringify({
            promptTokenCount: 1_000,
            cachedContentTokenCount: 0,
            candidatesTokenCount: 60,
            thoughtsTokenCount: 40,
            totalTokenCount: 1_100,
          }),
        },
      },
    ],
    truth: { requests: 1, input: 1_000, output: 100, cost: 2_250 },
  },
  {
    sender: 'OpenInference, the model asked for by its newest name, hour-long writes apart',
    source: 'Arize-ai/openinference, semconv/trace/__init__.py',
    spans: [
      {
        id: 'a',
        name: 'LLM',
        values: {
          'openinference.span.kind': 'llm',
          'llm.request.model_name': SONNET,
          'llm.token_count.prompt': '12000',
          'llm.token_count.completion': '300',
          'llm.token_count.total': '12300',
          'llm.token_count.prompt_details': '{"cache_read":10000,"cache_write":1500}',
          'llm.token_count.prompt_details.cache_write_1h': 1_500,
          'llm.token_count.prompt_details.audio': 0,
        },
      },
    ],
    truth: { ...CACHED, requests: 1, cost: 18_000 },
  },
  {
    sender: 'Langfuse, whose kinds of tokens leave each other out',
    source: 'langfuse/langfuse-python, langfuse/openai.py',
    spans: [
      {
        id: 'a',
        name: 'OpenAI-generation',
        values: {
          'langfuse.observation.type': 'generation',
          'langfuse.observation.model.name': 'gpt-5',
          'langfuse.observation.usage_details':
            '{"input":400,"input_cached_tokens":600,"output":36,"output_reasoning_tokens":64,"total":1100}',
        },
      },
    ],
    truth: { requests: 1, input: 400, output: 100, read: 600, cost: 1_575 },
  },
  {
    sender: 'the event of a stream, with its usage as an object',
    source:
      'https://github.com/open-telemetry/semantic-conventions-genai, model/gen-ai/events.yaml',
    spans: [
      {
        id: 'a',
        name: 'chat',
        values: { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'gpt-5' },
        events: [
          { name: 'gen_ai.chunk', values: {} },
          {
            name: 'gen_ai.end',
            values: { 'gen_ai.usage': '{"input_tokens":1000,"output_tokens":100}' },
          },
        ],
      },
    ],
    truth: { requests: 1, input: 1_000, output: 100, cost: 2_250 },
  },
  {
    sender: 'LiteLLM, asynchronous, an embedding beside an answer under the request of its proxy',
    source: 'BerriAI/litellm, litellm/integrations/opentelemetry.py, types CallTypes',
    spans: [
      {
        id: 'p',
        name: 'Received Proxy Server Request',
        kind: 2,
        values: genAi('', 'gpt-5', { input: 0, output: 0 }),
      },
      {
        id: 'e',
        in: 'p',
        name: 'litellm_request',
        values: {
          'llm.request.type': 'aembedding',
          'gen_ai.request.model': 'text-embedding-3-small',
          'gen_ai.usage.input_tokens': 1_000,
        },
      },
      {
        id: 'c',
        in: 'p',
        name: 'litellm_request',
        values: {
          ...genAi('aresponses', 'gpt-5', { input: 1_000, output: 100 }),
          'llm.request.type': 'aresponses',
        },
      },
      { id: 'r', in: 'c', name: 'raw_gen_ai_request', values: { 'llm.openai.id': 'resp_1' } },
    ],
    truth: { requests: 2, input: 2_000, output: 100, cost: 2_270 },
  },
  {
    sender: 'AgentOps, whose kind of a span is a word of its own',
    source: 'AgentOps-AI/agentops, agentops/semconv/span_kinds.py',
    spans: [
      {
        id: 's',
        name: 'session',
        values: {
          'agentops.span.kind': 'workflow',
          ...genAi('', 'gpt-5', { input: 1_000, output: 100 }),
        },
      },
      {
        id: 'a',
        in: 's',
        name: 'openai.chat.completion',
        values: {
          'agentops.span.kind': 'llm',
          'gen_ai.request.model': 'gpt-5',
          'gen_ai.usage.prompt_tokens': 1_000,
          'gen_ai.usage.completion_tokens': 100,
          'gen_ai.usage.cost': '0.00225',
          'gen_ai.usage.requests': 1,
          'gen_ai.usage.tokens_per_second': 40.5,
        },
      },
    ],
    truth: { requests: 1, input: 1_000, output: 100, cost: 2_250 },
  },
  {
    sender: 'a realtime session of speech: what was heard and said has no price here',
    source: 'open-telemetry/semantic-conventions-genai, reference/scenarios/openai-realtime',
    spans: [
      {
        id: 'a',
        name: 'generate_live_content gpt-realtime',
        kind: 3,
        values: {
          ...genAi('generate_live_content', 'gpt-realtime', { input: 1_000, output: 100 }),
          'gen_ai.usage.audio.input_tokens': 900,
          'gen_ai.usage.audio.output_tokens': 80,
          'gen_ai.conversation.id': 'sess_1',
        },
      },
    ],
    truth: { requests: 1, input: 1_000, output: 100, cost: 'unknown_tier' },
  },
  {
    sender: 'a realtime session that says that all of it was text',
    source: 'openai-python, types/realtime/realtime_response_usage.py',
    spans: [
      {
        id: 'a',
        name: 'realtime',
        values: {
          ...genAi('realtime', 'gpt-realtime', { input: 1_000, output: 100 }),
          'gen_ai.usage.input_token_details': '{"text_tokens":1000,"audio_tokens":0}',
        },
      },
    ],
    truth: { requests: 1, input: 1_000, output: 100, cost: 5_600 },
  },
  {
    sender: 'sound given to a model that has one price for all that it hears',
    source: 'https://ai.google.dev/gemini-api/docs/pricing',
    spans: [
      {
        id: 'a',
        name: 'generate_content',
        values: {
          ...genAi('generate_content', 'gemini-2.5-pro', { input: 1_000, output: 100 }),
          'gen_ai.usage.audio.input_tokens': 900,
        },
      },
    ],
    truth: { requests: 1, input: 1_000, output: 100, cost: 2_250 },
  },
  {
    sender: 'the results of a batch, at a price of their own',
    source: 'https://platform.claude.com/docs/en/api/opentelemetry/spans',
    spans: [
      {
        id: 'a',
        name: 'anthropic.messages.batches.results',
        values: genAi('chat', SONNET, { input: 1_000, output: 100 }),
      },
    ],
    truth: { requests: 1, input: 1_000, output: 100, cost: 'unknown_tier' },
  },
  {
    sender: 'a tier under the name of a cloud',
    source: 'https://docs.aws.amazon.com/bedrock/latest/userguide/service-tiers-inference.html',
    spans: [
      {
        id: 'a',
        name: 'chat',
        values: {
          ...genAi('chat', 'us.amazon.nova-pro-v1:0', { input: 1_000, output: 100 }),
          'aws.bedrock.service_tier': 'priority',
        },
      },
    ],
    truth: { requests: 1, input: 1_000, output: 100, cost: 'unknown_tier' },
  },
  {
    sender: 'searches of the web in an object of their own',
    source: 'anthropic-sdk-python, types/server_tool_usage.py',
    spans: [
      {
        id: 'a',
        name: 'chat',
        values: {
          ...genAi('chat', SONNET, { input: 1_000, output: 100 }),
          'gen_ai.usage.server_tool_use': '{"web_search_requests":2,"web_fetch_requests":0}',
        },
      },
    ],
    truth: { requests: 1, input: 1_000, output: 100, cost: 24_500 },
  },
  {
    sender: 'a call that tells its output alone',
    source: 'an attribute that an SDK leaves empty is an empty value',
    spans: [
      {
        id: 'a',
        name: 'chat',
        values: {
          'gen_ai.operation.name': 'chat',
          'gen_ai.request.model': 'gpt-5',
          'gen_ai.usage.output_tokens': 100,
        },
      },
    ],
    truth: {
      requests: 1,
      input: 0,
      output: 100,
      cost: 1_000,
      notRead: ['chat-without-input-tokens'],
    },
  },
  {
    sender: 'a model at a host, by the name that its maker gave it',
    source: 'https://console.groq.com/docs/models',
    spans: [
      {
        id: 'a',
        name: 'chat',
        values: genAi('chat', 'groq/openai/gpt-oss-120b', { input: 1_000, output: 100 }),
      },
    ],
    truth: { requests: 1, input: 1_000, output: 100, cost: 210 },
  },
  {
    sender: 'events of a client that nobody knows: their counts are read',
    source: 'https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-events',
    logs: [
      {
        eventName: 'my_agent.llm_call',
        values: {
          ...genAi('chat', 'gpt-5', { input: 1_000, output: 100 }),
          'gen_ai.conversation.id': 'c-1',
        },
      },
      { eventName: 'my_agent.thought', values: { 'gen_ai.conversation.id': 'c-1' } },
      { eventName: 'gen_ai.evaluation.result', values: { 'gen_ai.evaluation.name': 'ok' } },
    ],
    truth: { requests: 1, input: 1_000, output: 100, cost: 2_250 },
  },
];
