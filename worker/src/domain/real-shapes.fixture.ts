/** Values of attributes; a list is sent as an array of text. */
export type Values = Readonly<Record<string, string | number | boolean | readonly string[]>>;

export type SpanShape = {
  id: string;
  in?: string;
  name: string;
  kind?: number;
  values: Values;
  hasFailed?: boolean;
  events?: readonly { name: string; values: Values }[];
};

export type Truth = {
  requests: number;
  input: number;
  output: number;
  read?: number;
  write?: number;
  /** Micro-dollars at list price, or why there is none. */
  cost: number | 'unknown_model' | 'unknown_tier' | 'no_model';
  model?: string;
  tools?: number;
  errors?: number;
  /** Named in the answer as not read. */
  notRead?: string[];
};

export type Shape = {
  sender: string;
  /** Where its sender's source or a capture was read. */
  source: string;
  scope?: string;
  resource?: Values;
  spans?: readonly SpanShape[];
  logs?: readonly { eventName?: string; values: Values }[];
  truth: Truth;
};

const SONNET = 'claude-sonnet-4-5';
const genAi = (operation: string, model: string, input: number, output: number): Values => ({
  'gen_ai.operation.name': operation,
  'gen_ai.request.model': model,
  'gen_ai.usage.input_tokens': input,
  'gen_ai.usage.output_tokens': output,
});

/** Bodies as the libraries make them by their current source, cut to what may be read, each with its truth. */
export const SHAPES: readonly Shape[] = [
  {
    sender: "Vercel's AI SDK 6, generateText with a tool, two steps",
    source: 'vercel/ai packages/otel/src/legacy-open-telemetry.ts',
    scope: 'ai',
    spans: [
      {
        id: 'a',
        name: 'ai.generateText',
        values: {
          'operation.name': 'ai.generateText',
          'ai.operationId': 'ai.generateText',
          'ai.model.id': SONNET,
          'ai.model.provider': 'anthropic.messages',
          'ai.usage.inputTokens': 2500,
          'ai.usage.outputTokens': 300,
          'ai.usage.totalTokens': 2800,
        },
      },
      ...[1000, 1500].map((input, index) => ({
        id: `b${String(index)}`,
        in: 'a',
        name: 'ai.generateText.doGenerate',
        values: {
          'ai.operationId': 'ai.generateText.doGenerate',
          'ai.model.id': SONNET,
          'ai.model.provider': 'anthropic.messages',
          'ai.response.id': `msg_01Vercel${String(index)}XYZabc`,
          'ai.usage.inputTokens': input,
          'ai.usage.outputTokens': index === 0 ? 100 : 200,
          'ai.usage.inputTokenDetails.noCacheTokens': input - 500,
          'ai.usage.inputTokenDetails.cacheReadTokens': 500,
          'ai.usage.inputTokenDetails.cacheWriteTokens': 0,
          'gen_ai.system': 'anthropic.messages',
          'gen_ai.request.model': SONNET,
          'gen_ai.usage.input_tokens': input,
          'gen_ai.usage.output_tokens': index === 0 ? 100 : 200,
        },
      })),
      {
        id: 'c',
        in: 'a',
        name: 'ai.toolCall',
        values: {
          'ai.operationId': 'ai.toolCall',
          'ai.toolCall.name': 'weather',
          'ai.toolCall.id': 'toolu_1',
        },
      },
    ],
    truth: { requests: 2, input: 1500, output: 300, read: 1000, cost: 9300, tools: 1 },
  },
  {
    sender: "Vercel's AI SDK 5 on Anthropic, cache in metadata",
    source: 'npm ai 5, telemetry; ai.response.providerMetadata',
    scope: 'ai',
    spans: [
      {
        id: 'a',
        name: 'ai.streamText.doStream',
        values: {
          'ai.operationId': 'ai.streamText.doStream',
          'ai.model.id': SONNET,
          'ai.model.provider': 'anthropic.messages',
          'ai.usage.inputTokens': 500,
          'ai.usage.outputTokens': 300,
          'ai.usage.cachedInputTokens': 10_000,
          'ai.response.providerMetadata':
            '{"anthropic":{"usage":{"input_tokens":500,"cache_creation_input_tokens":1500,"cache_read_input_tokens":10000,"output_tokens":300}}}',
        },
      },
    ],
    truth: { requests: 1, input: 500, output: 300, read: 10_000, write: 1500, cost: 14_625 },
  },
  {
    sender: "Vercel's AI SDK, embedMany",
    source: 'vercel/ai packages/otel/src/legacy-open-telemetry.ts',
    scope: 'ai',
    spans: [
      {
        id: 'a',
        name: 'ai.embedMany',
        values: {
          'ai.operationId': 'ai.embedMany',
          'ai.model.id': 'text-embedding-3-small',
          'ai.usage.tokens': 5000,
        },
      },
      {
        id: 'b',
        in: 'a',
        name: 'ai.embedMany.doEmbed',
        values: {
          'ai.operationId': 'ai.embedMany.doEmbed',
          'ai.model.id': 'text-embedding-3-small',
          'ai.usage.tokens': 5000,
        },
      },
    ],
    truth: { requests: 1, input: 5000, output: 0, cost: 100 },
  },
  {
    sender: 'LiteLLM proxy: request, raw request, and the proxy around them',
    source: 'BerriAI/litellm litellm/integrations/opentelemetry.py',
    scope: 'litellm',
    spans: [
      {
        id: 'a',
        name: 'Received Proxy Server Request',
        kind: 2,
        values: { 'http.route': '/chat/completions' },
      },
      {
        id: 'b',
        in: 'a',
        name: 'litellm_request',
        values: {
          'gen_ai.operation.name': 'chat',
          'gen_ai.system': 'anthropic',
          'gen_ai.request.model': 'anthropic/claude-sonnet-4-5',
          'gen_ai.response.model': 'claude-sonnet-4-5-20250929',
          'gen_ai.response.id': 'chatcmpl-7f3a9c1e2b4d4f',
          'gen_ai.usage.input_tokens': 1000,
          'gen_ai.usage.output_tokens': 100,
          'gen_ai.usage.total_tokens': 1100,
          'gen_ai.cost.total_cost': 0.0045,
          'llm.is_streaming': 'False',
        },
      },
      {
        id: 'c',
        in: 'b',
        name: 'raw_gen_ai_request',
        values: { 'llm.anthropic.max_tokens': 64000, 'llm.anthropic.id': 'msg_01' },
      },
    ],
    truth: { requests: 1, input: 1000, output: 100, cost: 4500 },
  },
  {
    sender: 'LangChain by LangSmith',
    source: 'npm langsmith, experimental/otel',
    scope: 'langsmith',
    spans: [
      {
        id: 'a',
        name: 'AgentExecutor',
        values: {
          'langsmith.span.kind': 'chain',
          'gen_ai.usage.input_tokens': 1000,
          'gen_ai.usage.output_tokens': 100,
        },
      },
      {
        id: 'b',
        in: 'a',
        name: 'ChatOpenAI',
        values: {
          'langsmith.span.kind': 'llm',
          'langsmith.metadata.thread_id': 'thread-9',
          'gen_ai.operation.name': 'chat',
          'gen_ai.request.model': 'gpt-5',
          'gen_ai.usage.input_tokens': 1000,
          'gen_ai.usage.output_tokens': 100,
          'gen_ai.usage.total_tokens': 1100,
          'gen_ai.usage.output_token_details': '{"reasoning":64}',
        },
      },
      { id: 'c', in: 'a', name: 'search', values: { 'langsmith.span.kind': 'tool' } },
    ],
    truth: { requests: 1, input: 1000, output: 100, cost: 2250, model: 'gpt-5', tools: 1 },
  },
  {
    sender: 'LangGraph by OpenInference',
    source: 'Arize-ai/openinference, instrumentation-langchain',
    scope: 'openinference.instrumentation.langchain',
    spans: [
      { id: 'a', name: 'LangGraph', values: { 'openinference.span.kind': 'CHAIN' } },
      {
        id: 'b',
        in: 'a',
        name: 'ChatAnthropic',
        values: {
          'openinference.span.kind': 'LLM',
          'llm.model_name': SONNET,
          'llm.provider': 'anthropic',
          'llm.token_count.prompt': 12_000,
          'llm.token_count.completion': 300,
          'llm.token_count.total': 12_300,
          'llm.token_count.prompt_details.cache_read': 10_000,
          'llm.token_count.prompt_details.cache_write': 1500,
          'llm.invocation_parameters': '{"max_tokens":1024}',
        },
      },
    ],
    truth: { requests: 1, input: 500, output: 300, read: 10_000, write: 1500, cost: 14_625 },
  },
  {
    sender: 'OpenInference with prices and prompt variables',
    source: 'Arize-ai/openinference-semantic-conventions: llm.cost.*',
    scope: 'openinference.instrumentation.openai',
    spans: [
      {
        id: 'a',
        name: 'ChatCompletion',
        values: {
          'openinference.span.kind': 'LLM',
          'llm.model_name': 'gpt-5',
          'llm.token_count.prompt': 1000,
          'llm.token_count.completion': 100,
          'llm.token_count.completion_details.reasoning': 64,
          'llm.token_count.prompt_details.audio': 0,
          'llm.cost.prompt': 0.00125,
          'llm.cost.total': 0.00225,
          'llm.invocation_parameters': '{"model":"gpt-5","service_tier":"flex"}',
        },
      },
    ],
    truth: { requests: 1, input: 1000, output: 100, cost: 'unknown_tier' },
  },
  {
    sender: 'Traceloop OpenLLMetry, Anthropic',
    source: 'traceloop/openllmetry, instrumentation-anthropic',
    scope: 'opentelemetry.instrumentation.anthropic',
    spans: [
      {
        id: 'w',
        name: 'joke.workflow',
        values: { 'traceloop.span.kind': 'workflow', 'traceloop.entity.name': 'joke' },
      },
      {
        id: 'a',
        in: 'w',
        name: 'anthropic.chat',
        kind: 3,
        values: {
          'gen_ai.system': 'Anthropic',
          'llm.request.type': 'chat',
          'gen_ai.request.model': SONNET,
          'gen_ai.response.model': 'claude-sonnet-4-5-20250929',
          'gen_ai.response.id': 'msg_01FakeTraceloopAbc',
          'gen_ai.usage.input_tokens': 12_000,
          'gen_ai.usage.output_tokens': 300,
          'llm.usage.total_tokens': 12_300,
          'gen_ai.usage.cache_read_input_tokens': 10_000,
          'gen_ai.usage.cache_creation_input_tokens': 1500,
        },
      },
    ],
    truth: { requests: 1, input: 500, output: 300, read: 10_000, write: 1500, cost: 14_625 },
  },
  {
    sender: 'Traceloop OpenLLMetry, OpenAI of an older version',
    source: 'npm @traceloop/instrumentation-openai 0.1x',
    scope: '@traceloop/instrumentation-openai',
    spans: [
      {
        id: 'a',
        name: 'openai.chat',
        kind: 3,
        values: {
          'gen_ai.system': 'OpenAI',
          'llm.request.type': 'chat',
          'gen_ai.request.model': 'gpt-5',
          'gen_ai.usage.prompt_tokens': 1000,
          'gen_ai.usage.completion_tokens': 100,
          'llm.usage.total_tokens': 1100,
        },
      },
    ],
    truth: { requests: 1, input: 1000, output: 100, cost: 2250 },
  },
  {
    sender: 'Pydantic AI, an agent run of two calls',
    source: 'pydantic/pydantic-ai models/instrumented.py, usage.py',
    scope: 'pydantic-ai',
    spans: [
      {
        id: 'a',
        name: 'agent run',
        values: {
          'gen_ai.operation.name': 'invoke_agent',
          'gen_ai.agent.name': 'planner',
          model_name: SONNET,
          'gen_ai.aggregated_usage.input_tokens': 24_000,
          'gen_ai.aggregated_usage.output_tokens': 600,
        },
      },
      ...['b', 'c'].map((id) => ({
        id,
        in: 'a',
        name: `chat ${SONNET}`,
        kind: 3,
        values: {
          ...genAi('chat', SONNET, 12_000, 300),
          'gen_ai.provider.name': 'anthropic',
          'gen_ai.usage.details.cache_read_input_tokens': 10_000,
          'gen_ai.usage.details.cache_creation_input_tokens': 1500,
          'gen_ai.usage.details.input_tokens': 500,
          'gen_ai.usage.details.output_tokens': 300,
          'operation.cost': 0.014625,
        },
      })),
      {
        id: 'd',
        in: 'a',
        name: 'running tool',
        values: {
          'gen_ai.operation.name': 'execute_tool',
          'gen_ai.tool.name': 'search',
          'gen_ai.tool.call.id': 'call_1',
        },
      },
    ],
    truth: {
      requests: 2,
      input: 1000,
      output: 600,
      read: 20_000,
      write: 3000,
      cost: 29_250,
      tools: 1,
    },
  },
  {
    sender: 'Logfire, OpenAI client, a span under way and the whole one',
    source: 'pydantic/logfire, integrations/llm_providers',
    scope: 'logfire.openai',
    spans: [
      {
        id: 'p',
        name: 'Chat Completion',
        values: { 'logfire.span_type': 'pending_span', 'gen_ai.request.model': 'gpt-5' },
      },
      {
        id: 'a',
        name: "Chat Completion with 'gpt-5'",
        values: {
          ...genAi('chat', 'gpt-5', 1000, 100),
          'gen_ai.response.model': 'gpt-5-2025-08-07',
          'logfire.span_type': 'span',
          request_data: '{"model":"gpt-5"}',
          'operation.cost': 0.00225,
        },
      },
    ],
    truth: { requests: 1, input: 1000, output: 100, cost: 2250 },
  },
  {
    sender: 'Strands Agents: agent, cycle, call, tool',
    source: 'strands-agents/sdk-python src/strands/telemetry/tracer.py',
    scope: 'strands.telemetry.tracer',
    spans: [
      {
        id: 'a',
        name: 'invoke_agent Helper',
        values: {
          ...genAi('invoke_agent', 'us.anthropic.claude-sonnet-4-5-20250929-v1:0', 1000, 100),
          'gen_ai.agent.name': 'Helper',
          'gen_ai.usage.total_tokens': 1100,
        },
      },
      {
        id: 'b',
        in: 'a',
        name: 'execute_event_loop_cycle',
        values: { 'event_loop.cycle_id': 'c1', 'gen_ai.event.start_time': 'x' },
      },
      {
        id: 'c',
        in: 'b',
        name: 'chat',
        values: {
          ...genAi('chat', 'us.anthropic.claude-sonnet-4-5-20250929-v1:0', 1000, 100),
          'gen_ai.usage.prompt_tokens': 1000,
          'gen_ai.usage.completion_tokens': 100,
          'gen_ai.usage.total_tokens': 1100,
          'gen_ai.usage.cache_read_input_tokens': 0,
          'gen_ai.usage.cache_write_input_tokens': 0,
          'gen_ai.server.time_to_first_token': 400,
        },
      },
      {
        id: 'd',
        in: 'b',
        name: 'execute_tool calculator',
        values: {
          'gen_ai.operation.name': 'execute_tool',
          'gen_ai.tool.name': 'calculator',
          'gen_ai.tool.call.id': 'tooluse_1',
          'gen_ai.tool.status': 'success',
        },
      },
    ],
    truth: { requests: 1, input: 1000, output: 100, cost: 4950, tools: 1 },
  },
  {
    sender: 'Google ADK: thoughts beside the output',
    source: 'google/adk-python src/google/adk/telemetry/tracing.py',
    scope: 'gcp.vertex.agent',
    spans: [
      { id: 'i', name: 'invocation', values: {} },
      {
        id: 'a',
        in: 'i',
        name: 'invoke_agent root',
        values: {
          'gen_ai.operation.name': 'invoke_agent',
          'gen_ai.agent.name': 'root',
          'gen_ai.conversation.id': 's-1',
        },
      },
      {
        id: 'b',
        in: 'a',
        name: 'call_llm',
        values: {
          'gen_ai.system': 'gcp.vertex.agent',
          'gen_ai.request.model': 'gemini-2.5-pro',
          'gcp.vertex.agent.session_id': 's-1',
          'gcp.vertex.agent.event_id': 'e',
          'gen_ai.usage.input_tokens': 1000,
          'gen_ai.usage.output_tokens': 60,
          'gen_ai.usage.experimental.reasoning_tokens': 40,
        },
      },
      {
        id: 'c',
        in: 'b',
        name: 'execute_tool lookup',
        values: {
          'gen_ai.operation.name': 'execute_tool',
          'gen_ai.tool.name': 'lookup',
          'gen_ai.tool.call.id': 'adk-1',
          'gen_ai.system': 'gcp.vertex.agent',
        },
      },
    ],
    truth: { requests: 1, input: 1000, output: 100, cost: 2250, tools: 1 },
  },
  {
    sender: 'Google ADK with the GenAI SDK instrumented beneath it',
    source: 'opentelemetry-instrumentation-google-genai; google/adk-python',
    scope: 'gcp.vertex.agent',
    spans: [
      {
        id: 'b',
        name: 'call_llm',
        values: {
          'gen_ai.system': 'gcp.vertex.agent',
          ...genAi('call_llm', 'gemini-2.5-pro', 1000, 100),
        },
      },
      {
        id: 'c',
        in: 'b',
        name: 'generate_content gemini-2.5-pro',
        values: {
          ...genAi('generate_content', 'gemini-2.5-pro', 1000, 100),
          'gen_ai.system': 'gemini',
        },
      },
    ],
    truth: { requests: 1, input: 1000, output: 100, cost: 2250 },
  },
  {
    sender: 'Semantic Kernel',
    source: 'microsoft/semantic-kernel, ModelDiagnostics',
    scope: 'Microsoft.SemanticKernel.Diagnostics',
    spans: [
      {
        id: 'f',
        name: 'invoke_agent Planner',
        values: { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': 'Planner' },
      },
      {
        id: 'a',
        in: 'f',
        name: 'chat.completions gpt-5',
        kind: 3,
        values: {
          'gen_ai.operation.name': 'chat.completions',
          'gen_ai.system': 'openai',
          'gen_ai.request.model': 'gpt-5',
          'gen_ai.response.id': 'chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT',
          'gen_ai.usage.input_tokens': 1000,
          'gen_ai.usage.output_tokens': 100,
        },
      },
      {
        id: 't',
        in: 'f',
        name: 'execute_tool TimePlugin-Now',
        values: { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'TimePlugin-Now' },
      },
    ],
    truth: { requests: 1, input: 1000, output: 100, cost: 2250, tools: 1 },
  },
  {
    sender: 'Microsoft.Extensions.AI',
    source: 'dotnet/extensions OpenTelemetryChatClient',
    scope: 'Experimental.Microsoft.Extensions.AI',
    spans: [
      {
        id: 'a',
        name: 'chat gpt-5',
        kind: 3,
        values: {
          ...genAi('chat', 'gpt-5', 1000, 100),
          'gen_ai.provider.name': 'openai',
          'gen_ai.openai.response.service_tier': 'default',
          'gen_ai.response.cached_input_tokens': 0,
        },
      },
    ],
    truth: { requests: 1, input: 1000, output: 100, cost: 2250 },
  },
  {
    sender: 'OpenAI Agents by OpenInference',
    source: 'Arize-ai/openinference, instrumentation-openai-agents',
    scope: 'openinference.instrumentation.openai_agents',
    spans: [
      { id: 'w', name: 'Agent workflow', values: { 'openinference.span.kind': 'AGENT' } },
      {
        id: 'a',
        in: 'w',
        name: 'response',
        values: {
          'openinference.span.kind': 'LLM',
          'llm.model_name': 'gpt-5-2025-08-07',
          'llm.system': 'openai',
          'llm.token_count.prompt': 1000,
          'llm.token_count.prompt_details.cache_read': 0,
          'llm.token_count.completion': 100,
          'llm.token_count.completion_details.reasoning': 64,
          'llm.token_count.total': 1100,
        },
      },
      {
        id: 't',
        in: 'w',
        name: 'get_weather',
        values: { 'openinference.span.kind': 'TOOL', 'tool.name': 'get_weather' },
      },
      {
        id: 'h',
        in: 'w',
        name: 'handoff to Spanish agent',
        values: { 'openinference.span.kind': 'TOOL', 'tool.name': 'handoff' },
      },
    ],
    truth: { requests: 1, input: 1000, output: 100, cost: 2250, tools: 2 },
  },
  {
    sender: 'OpenAI Agents by OpenTelemetry contrib',
    source: 'open-telemetry/opentelemetry-python-contrib, instrumentation-openai-agents-v2',
    scope: 'opentelemetry.instrumentation.openai_agents',
    spans: [
      {
        id: 'w',
        name: 'invoke_agent Travel',
        values: {
          'gen_ai.operation.name': 'invoke_agent',
          'gen_ai.agent.name': 'Travel',
          'gen_ai.conversation.id': 'conv_1',
        },
      },
      {
        id: 'a',
        in: 'w',
        name: 'chat gpt-5',
        kind: 3,
        values: {
          ...genAi('chat', 'gpt-5', 1000, 100),
          'gen_ai.conversation.id': 'conv_1',
          'gen_ai.response.id': 'resp_67cb32528d6881909eb2859a55e18a85',
        },
      },
    ],
    truth: { requests: 1, input: 1000, output: 100, cost: 2250 },
  },
  {
    sender: 'OpenTelemetry contrib, OpenAI v2, a tier of its own',
    source: 'open-telemetry/opentelemetry-python-contrib, instrumentation-openai-v2',
    scope: 'opentelemetry.instrumentation.openai_v2',
    spans: [
      {
        id: 'a',
        name: 'chat gpt-5',
        kind: 3,
        values: {
          ...genAi('chat', 'gpt-5', 1000, 100),
          'gen_ai.openai.request.service_tier': 'auto',
          'gen_ai.openai.response.service_tier': 'priority',
        },
      },
    ],
    truth: { requests: 1, input: 1000, output: 100, cost: 'unknown_tier' },
  },
  {
    sender: 'AutoGen / AG2: reasoning by another name',
    source: 'ag2 telemetry: gen_ai.usage.thinking_tokens; agentops maps it to reasoning',
    scope: 'ag2',
    spans: [
      {
        id: 'a',
        name: 'chat gemini-2.5-pro',
        values: {
          ...genAi('chat', 'gemini-2.5-pro', 1000, 60),
          'gen_ai.usage.thinking_tokens': 40,
          'gen_ai.usage.total_tokens': 1100,
        },
      },
    ],
    truth: { requests: 1, input: 1000, output: 100, cost: 2250 },
  },
  {
    sender: 'GitHub Copilot CLI: an agent span that repeats its calls',
    source: 'captured attributes of github/copilot-cli, 2026-07: invoke_agent, chat, execute_tool',
    resource: { 'service.name': 'github-copilot' },
    scope: 'github.copilot',
    spans: [
      {
        id: 'a',
        name: 'invoke_agent',
        values: {
          ...genAi('invoke_agent', SONNET, 12_000, 300),
          'gen_ai.usage.cache_read.input_tokens': 10_000,
          'github.copilot.cost': 1,
        },
      },
      {
        id: 'b',
        in: 'a',
        name: `chat ${SONNET}`,
        kind: 3,
        values: {
          ...genAi('chat', SONNET, 12_000, 300),
          'gen_ai.usage.cache_read.input_tokens': 10_000,
          'github.copilot.cost': 1,
        },
      },
      {
        id: 'c',
        in: 'a',
        name: 'execute_tool bash',
        values: { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'bash' },
      },
    ],
    truth: { requests: 1, input: 2000, output: 300, read: 10_000, cost: 13_500, tools: 1 },
  },
  {
    sender: 'OpenClaw, counts of a cache by names of its own',
    source:
      'openclaw observability: gen_ai.usage.cache_read_tokens, cache_write_tokens, total_tokens',
    scope: 'openclaw',
    spans: [
      {
        id: 'a',
        name: 'chat',
        values: {
          ...genAi('chat', SONNET, 500, 300),
          'gen_ai.usage.cache_read_tokens': 10_000,
          'gen_ai.usage.cache_write_tokens': 1500,
          'gen_ai.usage.total_tokens': 12_300,
        },
      },
    ],
    truth: { requests: 1, input: 500, output: 300, read: 10_000, write: 1500, cost: 14_625 },
  },
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
          ...genAi('chat', SONNET, 12_000, 300),
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
          ...genAi('call_llm', 'mistral/mistral-large-of-tomorrow', 1000, 100),
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
        values: { ...genAi('invoke_agent', 'gpt-5', 1000, 100) },
      },
      {
        id: 'a',
        in: 'w',
        name: 'chat gpt-5',
        values: {
          ...genAi('chat', 'gpt-5', 1000, 100),
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
        values: { ...genAi('chat', 'gpt-5', 1000, 100), 'gen_ai.usage.grounding_tokens': 7 },
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
          ...genAi('chat', SONNET, 12_000, 300),
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
];
