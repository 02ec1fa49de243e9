import { genAi, SONNET, type Shape } from './shape.fixture.ts';

/** Bodies of agent frameworks, as they make them by their current source, each with its truth. */
export const FRAMEWORKS: readonly Shape[] = [
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
          ...genAi('chat', 'gpt-5', { input: 1000, output: 100 }),
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
          ...genAi('invoke_agent', 'us.anthropic.claude-sonnet-4-5-20250929-v1:0', {
            input: 1000,
            output: 100,
          }),
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
          ...genAi('chat', 'us.anthropic.claude-sonnet-4-5-20250929-v1:0', {
            input: 1000,
            output: 100,
          }),
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
          ...genAi('call_llm', 'gemini-2.5-pro', { input: 1000, output: 100 }),
        },
      },
      {
        id: 'c',
        in: 'b',
        name: 'generate_content gemini-2.5-pro',
        values: {
          ...genAi('generate_content', 'gemini-2.5-pro', { input: 1000, output: 100 }),
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
          ...genAi('chat', 'gpt-5', { input: 1000, output: 100 }),
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
          ...genAi('chat', 'gpt-5', { input: 1000, output: 100 }),
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
          ...genAi('chat', 'gpt-5', { input: 1000, output: 100 }),
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
          ...genAi('chat', 'gemini-2.5-pro', { input: 1000, output: 60 }),
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
          ...genAi('invoke_agent', SONNET, { input: 12_000, output: 300 }),
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
          ...genAi('chat', SONNET, { input: 12_000, output: 300 }),
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
          ...genAi('chat', SONNET, { input: 500, output: 300 }),
          'gen_ai.usage.cache_read_tokens': 10_000,
          'gen_ai.usage.cache_write_tokens': 1500,
          'gen_ai.usage.total_tokens': 12_300,
        },
      },
    ],
    truth: { requests: 1, input: 500, output: 300, read: 10_000, write: 1500, cost: 14_625 },
  },
];
