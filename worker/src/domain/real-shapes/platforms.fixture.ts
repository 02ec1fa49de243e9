import { genAi, SONNET, type Shape } from './shape.fixture.ts';

/** Bodies of platforms and command lines, and calls that say less than others, each with its truth. */
export const PLATFORMS: readonly Shape[] = [
  {
    sender: 'OpenLIT',
    source: 'openlit/openlit, SemanticConvention',
    scope: 'openlit.otel.tracing',
    spans: [
      {
        id: 'a',
        name: `chat ${SONNET}`,
        kind: 3,
        values: {
          ...genAi('chat', SONNET, { input: 12_000, output: 300 }),
          'gen_ai.usage.cache_read.input_tokens': 10_000,
          'gen_ai.usage.cache_creation.input_tokens': 1500,
          'gen_ai.client.token.usage': 12_300,
          'gen_ai.usage.cost': 0.014625,
        },
      },
    ],
    truth: { requests: 1, input: 500, output: 300, read: 10_000, write: 1500, cost: 14_625 },
  },
  {
    sender: 'any-agent (Mozilla): call_llm with its cost',
    source: 'mozilla-ai/any-agent src/any_agent/tracing/span_attrs.py',
    scope: 'any_agent',
    spans: [
      {
        id: 'w',
        name: 'invoke_agent [any_agent]',
        values: { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': 'any_agent' },
      },
      {
        id: 'a',
        in: 'w',
        name: 'call_llm mistral',
        values: {
          ...genAi('call_llm', 'mistral/mistral-large-of-tomorrow', { input: 1000, output: 100 }),
          'gen_ai.usage.input_cost': 0.001,
          'gen_ai.usage.output_cost': 0.002,
        },
      },
    ],
    truth: { requests: 1, input: 1000, output: 100, cost: 'unknown_model' },
  },
  {
    sender: 'Langfuse SDK, a generation',
    source: 'npm @langfuse/otel 5',
    scope: 'langfuse-sdk',
    spans: [
      {
        id: 't',
        name: 'trace',
        values: { 'langfuse.trace.name': 'chat', 'langfuse.session.id': 's' },
      },
      {
        id: 'a',
        in: 't',
        name: 'generation',
        values: {
          'langfuse.observation.type': 'generation',
          'langfuse.observation.model.name': SONNET,
          'langfuse.observation.usage_details':
            '{"input":500,"output":300,"cache_read_input_tokens":10000,"cache_creation_input_tokens":1500,"total":12300}',
          'langfuse.observation.cost_details': '{"total":0.014625}',
        },
      },
    ],
    truth: { requests: 1, input: 500, output: 300, read: 10_000, write: 1500, cost: 14_625 },
  },
  {
    sender: 'MLflow autolog',
    source: 'mlflow/mlflow tracing/constant.py',
    scope: 'mlflow',
    spans: [
      {
        id: 'w',
        name: 'predict',
        values: {
          'mlflow.spanType': '"CHAIN"',
          'mlflow.chat.tokenUsage': '{"input_tokens":1000,"output_tokens":100,"total_tokens":1100}',
        },
      },
      {
        id: 'a',
        in: 'w',
        name: 'Completions',
        values: {
          'mlflow.spanType': '"CHAT_MODEL"',
          'mlflow.llm.model': '"gpt-5"',
          'mlflow.chat.tokenUsage': '{"input_tokens":1000,"output_tokens":100,"total_tokens":1100}',
        },
      },
    ],
    truth: { requests: 1, input: 1000, output: 100, cost: 2250, model: 'gpt-5' },
  },
  {
    sender: 'Sentry, AI agents module',
    source: 'docs.sentry.io, AI agents module',
    scope: 'sentry',
    spans: [
      {
        id: 'w',
        name: 'invoke_agent Weather',
        values: { ...genAi('invoke_agent', 'gpt-5', { input: 1000, output: 100 }) },
      },
      {
        id: 'a',
        in: 'w',
        name: 'chat gpt-5',
        values: {
          ...genAi('chat', 'gpt-5', { input: 1000, output: 100 }),
          'gen_ai.usage.input_tokens.cached': 200,
          'gen_ai.usage.output_tokens.reasoning': 10,
          'gen_ai.usage.total_tokens': 1100,
        },
      },
    ],
    truth: { requests: 1, input: 800, output: 100, read: 200, cost: 2025 },
  },
  {
    sender: 'CrewAI by OpenInference, a model of a local server',
    source: 'Arize-ai/openinference, instrumentation-crewai, instrumentation-litellm',
    scope: 'openinference.instrumentation.crewai',
    spans: [
      { id: 'w', name: 'Crew.kickoff', values: { 'openinference.span.kind': 'CHAIN' } },
      {
        id: 'x',
        in: 'w',
        name: 'Agent._execute_core',
        values: { 'openinference.span.kind': 'AGENT' },
      },
      {
        id: 'a',
        in: 'x',
        name: 'completion',
        values: {
          'openinference.span.kind': 'LLM',
          'llm.model_name': 'ollama/llama3.2:3b',
          'llm.token_count.prompt': 36,
          'llm.token_count.completion': 75,
          'llm.token_count.total': 111,
          'llm.token_count.prompt_details.cache_read': 35,
        },
      },
    ],
    truth: { requests: 1, input: 1, output: 75, read: 35, cost: 'unknown_model' },
  },
  {
    sender: 'a call that failed, without counts',
    source: 'semantic-conventions-genai, gen-ai-spans: error.type',
    scope: 'opentelemetry.instrumentation.openai_v2',
    spans: [
      {
        id: 'a',
        name: 'chat gpt-5',
        kind: 3,
        hasFailed: true,
        values: {
          'gen_ai.operation.name': 'chat',
          'gen_ai.request.model': 'gpt-5',
          'error.type': 'rate_limit_exceeded',
        },
      },
    ],
    truth: { requests: 0, input: 0, output: 0, cost: 0, errors: 1 },
  },
  {
    sender: 'a stream that tells no counts',
    source: 'openai-v2 instrumentation without stream_options.include_usage',
    scope: 'opentelemetry.instrumentation.openai_v2',
    spans: [
      {
        id: 'a',
        name: 'chat gpt-5',
        kind: 3,
        values: { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'gpt-5' },
      },
    ],
    truth: { requests: 0, input: 0, output: 0, cost: 0, notRead: ['chat-without-token-counts'] },
  },
  {
    sender: 'a count that nobody knows',
    source: 'a made-up name beside known ones',
    scope: 'x',
    spans: [
      {
        id: 'a',
        name: 'chat gpt-5',
        values: {
          ...genAi('chat', 'gpt-5', { input: 1000, output: 100 }),
          'gen_ai.usage.grounding_tokens': 7,
        },
      },
    ],
    truth: {
      requests: 1,
      input: 1000,
      output: 100,
      cost: 2250,
      notRead: ['gen_ai.usage.grounding_tokens'],
    },
  },
  {
    sender: 'OpenTelemetry, the event of an inference without a span',
    source: 'semantic-conventions-genai, gen_ai.client.inference.operation.details',
    scope: 'gen_ai',
    logs: [
      {
        eventName: 'gen_ai.client.inference.operation.details',
        values: {
          ...genAi('chat', SONNET, { input: 12_000, output: 300 }),
          'gen_ai.conversation.id': 'c',
          'gen_ai.usage.cache_read.input_tokens': 10_000,
          'gen_ai.usage.cache_creation.input_tokens': 1500,
        },
      },
    ],
    truth: { requests: 1, input: 500, output: 300, read: 10_000, write: 1500, cost: 14_625 },
  },
  {
    sender: 'Codex CLI 0.137 on a WebSocket: twins, of which one names no event',
    source: 'a public reference of what Codex 0.137 sends; openai/codex codex-rs/otel',
    resource: { 'service.name': 'codex_cli_rs', 'telemetry.sdk.language': 'rust' },
    scope: 'codex_otel.log_only',
    logs: [
      {
        values: {
          'event.name': 'codex.websocket_event',
          'event.kind': 'response.completed',
          'conversation.id': 'c',
          model: 'gpt-5',
        },
      },
      {
        values: {
          'event.kind': 'response.completed',
          'conversation.id': 'c',
          model: 'gpt-5',
          input_token_count: '1000',
          output_token_count: '100',
          cached_token_count: 400,
          reasoning_token_count: 64,
          tool_token_count: '1100',
        },
      },
    ],
    truth: { requests: 1, input: 600, output: 100, read: 400, cost: 1800 },
  },
  {
    sender: 'Gemini CLI',
    source: 'google-gemini/gemini-cli docs/cli/telemetry.md',
    resource: { 'service.name': 'gemini-cli', 'session.id': 's' },
    scope: 'gemini-cli',
    logs: [
      {
        values: {
          'event.name': 'gemini_cli.api_response',
          'session.id': 's',
          model: 'gemini-2.5-pro',
          input_token_count: 1000,
          output_token_count: 60,
          cached_content_token_count: 0,
          thoughts_token_count: 40,
          tool_token_count: 0,
          total_token_count: 1100,
          status_code: 200,
        },
      },
    ],
    truth: { requests: 1, input: 1000, output: 100, cost: 2250 },
  },
  {
    sender: 'Haystack, content traced: a pipeline around its generator',
    source: 'deepset-ai/haystack, tracing/utils.py and dataclasses/chat_message.py',
    scope: 'haystack',
    spans: [
      { id: 'p', name: 'haystack.pipeline.run', values: { 'haystack.pipeline.metadata': '{}' } },
      {
        id: 'a',
        in: 'p',
        name: 'haystack.component.run',
        values: {
          'haystack.component.name': 'llm',
          'haystack.component.type': 'OpenAIChatGenerator',
          'haystack.component.output': JSON.stringify({
            replies: [
              {
                role: 'assistant',
                content: [{ text: 'Hi.' }],
                meta: {
                  model: 'gpt-5-2025-08-07',
                  usage: {
                    prompt_tokens: 1000,
                    completion_tokens: 100,
                    total_tokens: 1100,
                    prompt_tokens_details: { cached_tokens: 400, audio_tokens: 0 },
                    completion_tokens_details: { reasoning_tokens: 60 },
                  },
                },
              },
            ],
          }),
        },
      },
    ],
    truth: { requests: 1, input: 600, read: 400, output: 100, cost: 1800 },
  },
  {
    sender: 'Haystack, content not traced',
    source: 'deepset-ai/haystack, tracing/tracer.py',
    scope: 'haystack',
    spans: [
      {
        id: 'a',
        name: 'haystack.component.run',
        values: { 'haystack.component.type': 'AnthropicGenerator' },
      },
    ],
    truth: { requests: 0, input: 0, output: 0, cost: 0, notRead: ['call-without-token-counts'] },
  },
  {
    sender: 'Langtrace: a framework above a call with its counts as JSON',
    source: 'Scale3-Labs/langtrace-python-sdk, instrumentation',
    scope: 'langtrace_python_sdk',
    spans: [
      { id: 'p', name: 'crewai.crew.kickoff', values: { 'langtrace.service.type': 'framework' } },
      {
        id: 'a',
        in: 'p',
        name: 'openai.chat.completions.create',
        kind: 3,
        values: {
          'langtrace.service.type': 'llm',
          'langtrace.service.name': 'OpenAI',
          'llm.model': 'gpt-5',
          'llm.token.counts': JSON.stringify({
            prompt_tokens: 1000,
            completion_tokens: 100,
            total_tokens: 1100,
          }),
        },
      },
    ],
    truth: { requests: 1, input: 1000, output: 100, cost: 2250 },
  },
  {
    sender: 'Mastra with usage on a generation, its steps and their inferences',
    source: 'mastra-ai/mastra, observability/otel-exporter/src/gen-ai-semantics.ts',
    scope: '@mastra/otel-exporter',
    spans: [
      {
        id: 'a',
        name: 'chat gpt-5',
        values: {
          ...genAi('chat', 'gpt-5', { input: 1000, output: 100 }),
          'mastra.span.type': 'model_generation',
        },
      },
      ...[
        ['b', 'c', { input: 400, output: 40 }] as const,
        ['d', 'e', { input: 600, output: 60 }] as const,
      ].flatMap(([step, inference, tokens]) => [
        {
          id: step,
          in: 'a',
          name: 'model_step',
          values: {
            ...genAi('model_step', 'gpt-5', tokens),
            'mastra.span.type': 'model_step',
          },
        },
        {
          id: inference,
          in: step,
          name: 'model_inference',
          values: {
            ...genAi('model_inference', 'gpt-5', tokens),
            'mastra.span.type': 'model_inference',
          },
        },
      ]),
    ],
    truth: { requests: 2, input: 1000, output: 100, cost: 2250 },
  },
];
