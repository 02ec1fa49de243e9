/**
 * Names of attributes under which agents and their libraries say the same thing, each with where that was
 * read and when. What is in no row is not read: names that look like counts are listed as unknown.
 */
export const CONVENTIONS = {
  'gen-ai': 'https://github.com/open-telemetry/semantic-conventions-genai, main, 2026-11',
  'gen-ai 1.27–1.38':
    'https://github.com/open-telemetry/semantic-conventions, registry-deprecated, 2026-11',
  anthropic:
    'npm @anthropic-ai/sdk 1.14.0; platform.claude.com/docs/en/api/opentelemetry/spans, 2026-11',
  openinference: 'npm @arizeai/openinference-semantic-conventions 2.12.0, 2026-11',
  'ai-sdk': 'npm ai 4 to 6.0.326, @ai-sdk/otel 1.0.173, 2026-11',
  traceloop: 'npm @traceloop/ai-semantic-conventions 0.27.0; openllmetry (Python) 0.4x, 2026-11',
  langsmith: 'npm langsmith 0.12.0, experimental/otel, 2026-11',
  'pydantic-ai':
    'https://github.com/pydantic/pydantic-ai, usage.py and models/instrumented.py, 2026-11',
  strands: 'npm @strands-agents/sdk 1.16.0, telemetry/tracer, 2026-11',
  'google-adk': 'npm @google/adk 2.0.0; adk-python 1.x, telemetry, 2026-11',
  'semantic-kernel': 'https://github.com/microsoft/semantic-kernel, ModelDiagnostics, 2025-06',
  sentry:
    'https://docs.sentry.io/platforms/python/tracing/instrumentation/custom-instrumentation/ai-agents-module, 2026-11',
  mastra: 'npm @mastra/core, its OpenTelemetry exporter, 2026-11',
  langfuse: 'npm @langfuse/otel 5.11.1, 2026-11',
  trulens: 'https://github.com/truera/trulens, otel/semconv/trace.py (Snowflake), 2026-11',
  posthog: 'https://posthog.com/docs/ai-observability/manual-capture, 2026-11',
  monocle: 'https://github.com/monocle2ai/monocle, apptrace, 2026-11',
  openclaw: 'https://github.com/openclaw/openclaw, extensions/diagnostics-otel, 2026-11',
  openai: 'https://github.com/open-telemetry/semantic-conventions-genai, model/openai, 2026-11',
  mlflow: 'https://github.com/mlflow/mlflow, tracing/constant.py, 2026-11',
  braintrust:
    'https://www.braintrust.dev/docs/integrations/sdk-integrations/opentelemetry, 2026-11',
  genkit: 'https://github.com/firebase/genkit, js/core/src/tracing, js/ai, 2026-11',
  weave: 'https://github.com/wandb/weave, trace_server/opentelemetry/constants.py, 2026-11',
  providers:
    'usage as the APIs of OpenAI, Gemini and Bedrock answer it, which some send as one object, 2026-11',
  field: 'bodies that agents of their own send; each name seen in public code, 2026-11',
} as const;

type Convention = keyof typeof CONVENTIONS;

export type Meaning =
  | 'input'
  | 'output'
  | 'total'
  | 'cacheRead'
  | 'cacheWrite'
  | 'cacheWrite1h'
  | 'cacheWrite5m'
  /** Input that neither was read from a cache nor written to one. */
  | 'uncached'
  /** Reasoning that the output leaves out. */
  | 'reasoningBeside'
  | 'reasoning'
  /** Input and output of a call that the other counts leave out. */
  | 'inputBeside'
  | 'outputBeside'
  /** The sum over the calls of an agent's run. */
  | 'inputAround'
  | 'outputAround'
  /** Parts of input and output that were heard or spoken: models that take both price them apart. */
  | 'audio'
  | 'webSearches'
  | 'tier'
  | 'askedTier'
  | 'speed'
  /** Where it was served, if only there: dearer. */
  | 'geo'
  | 'provider'
  | 'model'
  | 'askedModel'
  | 'requestId'
  | 'responseId'
  | 'conversation'
  | 'user'
  | 'agent'
  | 'toolName'
  | 'toolId';

type Row = readonly [says: Meaning, of: Convention, names: string];

/** The first name that is there counts. */
const ROWS: readonly Row[] = [
  ['input', 'gen-ai', 'gen_ai.usage.input_tokens'],
  ['input', 'gen-ai 1.27–1.38', 'gen_ai.usage.prompt_tokens'],
  ['input', 'openinference', 'llm.token_count.prompt'],
  ['input', 'ai-sdk', 'ai.usage.inputTokens ai.usage.promptTokens ai.usage.tokens'],
  ['input', 'traceloop', 'llm.usage.prompt_tokens llm.usage.input_tokens'],
  ['input', 'semantic-kernel', 'gen_ai.response.prompt_tokens'],
  ['input', 'langfuse', 'langfuse.usage.input langfuse.usage.prompt_tokens'],
  [
    'input',
    'providers',
    'gen_ai.usage.inputTokens gen_ai.usage.promptTokens gen_ai.usage.promptTokenCount',
  ],
  ['input', 'field', 'gen_ai.token_count.prompt gen_ai.token_count.input gen_ai.token.input'],
  ['output', 'gen-ai', 'gen_ai.usage.output_tokens'],
  ['output', 'gen-ai 1.27–1.38', 'gen_ai.usage.completion_tokens'],
  ['output', 'openinference', 'llm.token_count.completion'],
  ['output', 'ai-sdk', 'ai.usage.outputTokens ai.usage.completionTokens'],
  ['output', 'traceloop', 'llm.usage.completion_tokens llm.usage.output_tokens'],
  [
    'output',
    'semantic-kernel',
    'gen_ai.response.completion_tokens gen_ai.response.completion_token',
  ],
  ['output', 'langfuse', 'langfuse.usage.output langfuse.usage.completion_tokens'],
  [
    'output',
    'field',
    'gen_ai.token_count.completion gen_ai.token_count.output gen_ai.token.output',
  ],
  [
    'output',
    'providers',
    'gen_ai.usage.outputTokens gen_ai.usage.completionTokens gen_ai.usage.candidatesTokenCount',
  ],
  ['total', 'providers', 'gen_ai.usage.totalTokens gen_ai.usage.totalTokenCount'],
  ['total', 'traceloop', 'gen_ai.usage.total_tokens llm.usage.total_tokens'],
  ['total', 'openinference', 'llm.token_count.total'],
  ['total', 'ai-sdk', 'ai.usage.totalTokens'],
  ['total', 'langfuse', 'langfuse.usage.total langfuse.usage.total_tokens'],
  ['input', 'field', 'gen_ai.input_tokens gen_ai.prompt_tokens llm.input_tokens llm.prompt_tokens'],
  ['input', 'field', 'input_tokens prompt_tokens'],
  [
    'output',
    'field',
    'gen_ai.output_tokens gen_ai.completion_tokens llm.output_tokens llm.completion_tokens',
  ],
  ['output', 'field', 'output_tokens completion_tokens'],
  ['total', 'field', 'gen_ai.total_tokens llm.total_tokens total_tokens'],
  ['total', 'field', 'gen_ai.response.total_tokens gen_ai.token_count.total'],
  ['input', 'field', 'llm.tokens.input llm.tokens.prompt llm.tokens.in llm.tokens_in'],
  ['input', 'field', 'llm.prompt.tokens llm.input.tokens tokens.input tokens.prompt tokens.in'],
  ['output', 'field', 'llm.tokens.output llm.tokens.completion llm.tokens.out llm.tokens_out'],
  ['output', 'field', 'llm.completion.tokens llm.output.tokens'],
  ['output', 'field', 'tokens.output tokens.completion tokens.out'],
  ['total', 'field', 'llm.tokens.total llm.total.tokens tokens.total'],

  ['cacheRead', 'gen-ai', 'gen_ai.usage.cache_read.input_tokens'],
  ['cacheRead', 'gen-ai 1.27–1.38', 'gen_ai.usage.cache_read_input_tokens'],
  ['cacheRead', 'openinference', 'llm.token_count.prompt_details.cache_read'],
  ['cacheRead', 'openinference', 'llm.token_count.prompt_details.cache_input'],
  ['cacheRead', 'ai-sdk', 'ai.usage.inputTokenDetails.cacheReadTokens ai.usage.cachedInputTokens'],
  ['cacheRead', 'traceloop', 'llm.usage.cache_read_input_tokens llm.usage.cached_tokens'],
  ['cacheRead', 'pydantic-ai', 'gen_ai.usage.details.cache_read_tokens'],
  ['cacheRead', 'pydantic-ai', 'gen_ai.usage.details.cache_read_input_tokens'],
  ['cacheRead', 'pydantic-ai', 'gen_ai.usage.details.cached_tokens'],
  ['cacheRead', 'pydantic-ai', 'gen_ai.usage.details.cached_content_tokens'],
  ['cacheRead', 'sentry', 'gen_ai.usage.input_tokens.cached'],
  ['cacheRead', 'mastra', 'gen_ai.usage.cached_input_tokens'],
  ['cacheRead', 'langsmith', 'gen_ai.usage.input_token_details.cache_read'],
  ['cacheRead', 'langfuse', 'langfuse.usage.cache_read_input_tokens'],
  ['cacheRead', 'langfuse', 'langfuse.usage.input_cached_tokens'],
  ['cacheRead', 'ai-sdk', 'ai.provider.anthropic.usage.cache_read_input_tokens'],
  ['cacheRead', 'ai-sdk', 'ai.provider.anthropic.cacheReadInputTokens'],
  ['cacheRead', 'ai-sdk', 'ai.provider.bedrock.usage.cacheReadInputTokens'],
  ['cacheRead', 'ai-sdk', 'ai.provider.openai.cachedPromptTokens'],
  ['cacheRead', 'providers', 'gen_ai.usage.cachedContentTokenCount'],
  ['cacheRead', 'field', 'gen_ai.usage.cache_read_tokens gen_ai.usage.cached_tokens'],
  ['cacheRead', 'field', 'gen_ai.usage.input_tokens.cache_read gen_ai.usage.input_cached_tokens'],
  ['cacheRead', 'field', 'gen_ai.usage.input_tokens_details.cached_tokens'],
  ['cacheRead', 'field', 'gen_ai.usage.prompt_tokens_details.cached_tokens'],
  ['cacheRead', 'field', 'gen_ai.usage.input_token_details.cached_tokens'],
  ['cacheRead', 'field', 'gen_ai.usage.prompt_tokens.cached gen_ai.usage.cache_hit_tokens'],
  ['cacheRead', 'field', 'gen_ai.usage.cache_read gen_ai.usage.cached_content_tokens'],

  ['cacheRead', 'field', 'cache_read_input_tokens cache_read_tokens cached_tokens'],
  ['cacheRead', 'field', 'llm.tokens.cache_read llm.tokens.cached tokens.cache_read tokens.cached'],
  ['cacheRead', 'field', 'tokens.input.cached'],
  ['cacheWrite', 'field', 'llm.tokens.cache_write llm.tokens.cache_creation'],
  ['cacheWrite', 'field', 'tokens.cache_write tokens.cache_creation'],

  ['cacheWrite', 'field', 'cache_creation_input_tokens cache_write_tokens'],
  ['cacheWrite', 'gen-ai', 'gen_ai.usage.cache_write.input_tokens'],
  ['cacheWrite', 'gen-ai', 'gen_ai.usage.cache_creation.input_tokens'],
  ['cacheWrite', 'gen-ai 1.27–1.38', 'gen_ai.usage.cache_creation_input_tokens'],
  ['cacheWrite', 'openinference', 'llm.token_count.prompt_details.cache_write'],
  ['cacheWrite', 'openinference', 'llm.token_count.prompt_details.cache_creation'],
  ['cacheWrite', 'ai-sdk', 'ai.usage.inputTokenDetails.cacheWriteTokens'],
  ['cacheWrite', 'traceloop', 'llm.usage.cache_creation_input_tokens'],
  ['cacheWrite', 'pydantic-ai', 'gen_ai.usage.details.cache_write_tokens'],
  ['cacheWrite', 'pydantic-ai', 'gen_ai.usage.details.cache_creation_input_tokens'],
  ['cacheWrite', 'strands', 'gen_ai.usage.cache_write_input_tokens'],
  ['cacheWrite', 'sentry', 'gen_ai.usage.input_tokens.cache_write'],
  ['cacheWrite', 'langsmith', 'gen_ai.usage.input_token_details.cache_creation'],
  ['cacheWrite', 'langfuse', 'langfuse.usage.cache_creation_input_tokens'],
  ['cacheWrite', 'ai-sdk', 'ai.provider.anthropic.usage.cache_creation_input_tokens'],
  ['cacheWrite', 'ai-sdk', 'ai.provider.anthropic.cacheCreationInputTokens'],
  ['cacheWrite', 'ai-sdk', 'ai.provider.bedrock.usage.cacheWriteInputTokens'],
  ['cacheWrite', 'field', 'gen_ai.usage.cache_creation_tokens gen_ai.usage.cache_write_tokens'],
  ['cacheWrite', 'field', 'gen_ai.usage.input_tokens.cache_creation gen_ai.usage.cache_write'],
  ['cacheWrite', 'field', 'gen_ai.usage.cache_creation'],

  ['cacheWrite1h', 'anthropic', 'anthropic.usage.cache_creation.ephemeral_1h_input_tokens'],
  ['cacheWrite1h', 'langsmith', 'gen_ai.usage.input_token_details.ephemeral_1h_input_tokens'],
  [
    'cacheWrite1h',
    'ai-sdk',
    'ai.provider.anthropic.usage.cache_creation.ephemeral_1h_input_tokens',
  ],
  ['cacheWrite1h', 'field', 'gen_ai.usage.cache_creation.ephemeral_1h_input_tokens'],
  ['cacheWrite1h', 'field', 'gen_ai.usage.cache_creation_1h_tokens'],
  ['cacheWrite1h', 'field', 'gen_ai.usage.details.ephemeral_1h_input_tokens'],
  ['cacheWrite5m', 'anthropic', 'anthropic.usage.cache_creation.ephemeral_5m_input_tokens'],
  ['cacheWrite5m', 'langsmith', 'gen_ai.usage.input_token_details.ephemeral_5m_input_tokens'],
  ['cacheWrite5m', 'field', 'gen_ai.usage.cache_creation.ephemeral_5m_input_tokens'],
  ['cacheWrite5m', 'field', 'gen_ai.usage.details.ephemeral_5m_input_tokens'],
  ['uncached', 'field', 'gen_ai.usage.uncached_input_tokens'],
  ['uncached', 'ai-sdk', 'ai.usage.inputTokenDetails.noCacheTokens'],
  ['reasoningBeside', 'google-adk', 'gen_ai.usage.experimental.reasoning_tokens'],
  ['reasoningBeside', 'providers', 'gen_ai.usage.thoughtsTokenCount'],
  ['reasoning', 'gen-ai', 'gen_ai.usage.reasoning.output_tokens gen_ai.usage.reasoning_tokens'],
  ['reasoning', 'openinference', 'llm.token_count.completion_details.reasoning'],
  ['reasoning', 'ai-sdk', 'ai.usage.outputTokenDetails.reasoningTokens ai.usage.reasoningTokens'],
  ['reasoning', 'pydantic-ai', 'gen_ai.usage.details.reasoning_tokens'],
  ['reasoning', 'pydantic-ai', 'gen_ai.usage.details.thoughts_tokens'],
  ['reasoning', 'sentry', 'gen_ai.usage.output_tokens.reasoning'],
  ['reasoning', 'traceloop', 'llm.usage.reasoning_tokens'],
  ['reasoning', 'langsmith', 'gen_ai.usage.output_token_details.reasoning'],
  [
    'reasoning',
    'langfuse',
    'langfuse.usage.output_reasoning_tokens langfuse.usage.output_reasoning',
  ],
  ['reasoning', 'field', 'gen_ai.usage.reasoning_output_tokens'],
  ['reasoning', 'field', 'llm.tokens.reasoning tokens.reasoning'],
  ['reasoning', 'field', 'gen_ai.usage.output_reasoning_tokens'],
  ['reasoning', 'field', 'gen_ai.usage.thinking_tokens gen_ai.usage.details.thinking_tokens'],
  ['reasoning', 'field', 'gen_ai.usage.completion_tokens_details.reasoning_tokens'],
  ['reasoning', 'field', 'gen_ai.usage.completion_tokens_details.reasoning'],
  ['reasoning', 'field', 'gen_ai.usage.output_tokens_details.reasoning_tokens'],
  ['inputBeside', 'anthropic', 'anthropic.usage.compaction.input_tokens'],
  ['outputBeside', 'anthropic', 'anthropic.usage.compaction.output_tokens'],
  ['inputAround', 'pydantic-ai', 'gen_ai.aggregated_usage.input_tokens'],
  ['outputAround', 'pydantic-ai', 'gen_ai.aggregated_usage.output_tokens'],

  ['audio', 'gen-ai', 'gen_ai.usage.audio.input_tokens gen_ai.usage.audio.output_tokens'],
  ['audio', 'openinference', 'llm.token_count.prompt_details.audio'],
  ['audio', 'openinference', 'llm.token_count.completion_details.audio'],
  ['audio', 'pydantic-ai', 'gen_ai.usage.details.input_audio_tokens'],
  ['audio', 'pydantic-ai', 'gen_ai.usage.details.output_audio_tokens'],
  ['audio', 'pydantic-ai', 'gen_ai.usage.details.audio_tokens'],
  ['audio', 'langsmith', 'gen_ai.usage.input_token_details.audio'],
  ['audio', 'langsmith', 'gen_ai.usage.output_token_details.audio'],
  ['audio', 'langfuse', 'langfuse.usage.input_audio_tokens langfuse.usage.output_audio_tokens'],
  ['audio', 'providers', 'gen_ai.usage.prompt_tokens_details.audio_tokens'],
  ['audio', 'providers', 'gen_ai.usage.completion_tokens_details.audio_tokens'],
  ['audio', 'providers', 'gen_ai.usage.input_token_details.audio_tokens'],
  ['audio', 'providers', 'gen_ai.usage.output_token_details.audio_tokens'],
  ['audio', 'field', 'gen_ai.usage.input_audio_tokens gen_ai.usage.output_audio_tokens'],
  ['audio', 'field', 'gen_ai.usage.audio_input_tokens gen_ai.usage.audio_output_tokens'],

  ['webSearches', 'anthropic', 'anthropic.usage.server_tool_use.web_search_requests'],
  ['webSearches', 'ai-sdk', 'ai.provider.anthropic.usage.server_tool_use.web_search_requests'],
  ['webSearches', 'field', 'gen_ai.usage.server_tool_use.web_search_requests'],
  ['webSearches', 'field', 'gen_ai.usage.details.web_search_requests'],
  ['webSearches', 'field', 'gen_ai.usage.web_search_requests gen_ai.usage.web_searches'],
  ['tier', 'anthropic', 'anthropic.response.service_tier anthropic.usage.service_tier'],
  ['tier', 'openai', 'openai.response.service_tier gen_ai.openai.response.service_tier'],
  ['tier', 'langsmith', 'gen_ai.response.service_tier gen_ai.usage.service_tier'],
  ['tier', 'ai-sdk', 'ai.provider.openai.serviceTier ai.provider.anthropic.usage.service_tier'],
  ['tier', 'field', 'gen_ai.service_tier llm.service_tier service_tier'],
  ['askedTier', 'anthropic', 'anthropic.request.service_tier'],
  ['askedTier', 'openai', 'openai.request.service_tier gen_ai.openai.request.service_tier'],
  ['askedTier', 'openinference', 'llm.invocation_parameters.service_tier'],
  ['askedTier', 'field', 'gen_ai.request.service_tier llm.request.service_tier'],
  ['speed', 'anthropic', 'anthropic.response.speed anthropic.usage.speed anthropic.request.speed'],
  ['speed', 'ai-sdk', 'ai.provider.anthropic.usage.speed'],
  ['speed', 'openinference', 'llm.invocation_parameters.speed'],
  ['speed', 'field', 'gen_ai.response.speed gen_ai.usage.speed gen_ai.request.speed'],

  ['geo', 'anthropic', 'anthropic.usage.inference_geo anthropic.response.inference_geo'],
  ['geo', 'ai-sdk', 'ai.provider.anthropic.usage.inference_geo'],
  ['geo', 'field', 'gen_ai.usage.inference_geo gen_ai.usage.details.inference_geo'],

  ['provider', 'gen-ai', 'gen_ai.provider.name'],
  ['provider', 'gen-ai 1.27–1.38', 'gen_ai.system'],
  ['provider', 'openinference', 'llm.provider llm.system'],
  ['provider', 'ai-sdk', 'ai.model.provider'],

  ['model', 'gen-ai', 'gen_ai.response.model'],
  ['model', 'openinference', 'llm.response.model_name'],
  ['model', 'ai-sdk', 'ai.response.model'],
  ['model', 'traceloop', 'llm.response.model'],
  ['askedModel', 'gen-ai', 'gen_ai.request.model'],
  ['askedModel', 'openinference', 'llm.model_name llm.request.model_name'],
  ['askedModel', 'openinference', 'embedding.model_name reranker.model_name'],
  ['askedModel', 'ai-sdk', 'ai.model.id'],
  ['askedModel', 'traceloop', 'llm.request.model'],
  ['askedModel', 'langsmith', 'langsmith.metadata.ls_model_name'],
  ['askedModel', 'langfuse', 'langfuse.observation.model.name'],
  ['askedModel', 'field', 'gen_ai.model gen_ai.model.name llm.model llm.model.name ai.model'],
  ['askedModel', 'field', 'model_name model'],

  ['requestId', 'anthropic', 'anthropic.request.id'],
  ['responseId', 'gen-ai', 'gen_ai.response.id'],
  ['responseId', 'ai-sdk', 'ai.response.id'],
  ['responseId', 'traceloop', 'llm.response.id'],

  ['conversation', 'gen-ai', 'gen_ai.conversation.id'],
  ['conversation', 'google-adk', 'gcp.vertex.agent.session_id'],
  [
    'conversation',
    'ai-sdk',
    'ai.telemetry.metadata.sessionId ai.telemetry.metadata.conversationId',
  ],
  ['conversation', 'ai-sdk', 'ai.telemetry.metadata.threadId ai.telemetry.metadata.chatId'],
  ['conversation', 'ai-sdk', 'ai.telemetry.metadata.session_id ai.telemetry.metadata.thread_id'],
  ['conversation', 'traceloop', 'traceloop.association.properties.session_id'],
  ['conversation', 'traceloop', 'traceloop.association.properties.conversation_id'],
  ['conversation', 'traceloop', 'traceloop.association.properties.thread_id'],
  ['conversation', 'traceloop', 'traceloop.association.properties.chat_id'],
  ['conversation', 'langsmith', 'langsmith.metadata.session_id langsmith.metadata.thread_id'],
  ['conversation', 'langsmith', 'langsmith.metadata.conversation_id'],
  ['conversation', 'langfuse', 'langfuse.session.id'],
  ['conversation', 'field', 'gen_ai.session.id gen_ai.thread.id metadata.session_id'],

  ['user', 'gen-ai', 'user.email user.account_uuid user.id enduser.id'],
  ['user', 'ai-sdk', 'ai.telemetry.metadata.userId ai.telemetry.metadata.user_id'],
  ['user', 'traceloop', 'traceloop.association.properties.user_id'],
  ['user', 'langfuse', 'langfuse.user.id'],
  ['agent', 'gen-ai', 'gen_ai.agent.name'],
  ['agent', 'openinference', 'agent.name'],
  ['agent', 'ai-sdk', 'ai.telemetry.functionId'],
  ['toolName', 'gen-ai', 'gen_ai.tool.name'],
  ['toolName', 'openinference', 'tool.name'],
  ['toolName', 'ai-sdk', 'ai.toolCall.name'],
  ['toolId', 'gen-ai', 'gen_ai.tool.call.id'],
  ['toolId', 'openinference', 'tool_call.id tool.id'],
  ['toolId', 'ai-sdk', 'ai.toolCall.id'],
  ['input', 'trulens', 'ai.observability.cost.num_prompt_tokens'],
  ['output', 'trulens', 'ai.observability.cost.num_completion_tokens'],
  ['total', 'trulens', 'ai.observability.cost.num_tokens'],
  ['askedModel', 'trulens', 'ai.observability.cost.model'],
  ['input', 'posthog', '$ai_input_tokens'],
  ['output', 'posthog', '$ai_output_tokens'],
  ['cacheRead', 'posthog', '$ai_cache_read_input_tokens'],
  ['cacheWrite', 'posthog', '$ai_cache_creation_input_tokens'],
  ['reasoning', 'posthog', '$ai_reasoning_tokens'],
  ['askedModel', 'posthog', '$ai_model'],
  ['provider', 'posthog', '$ai_provider'],
  ['conversation', 'posthog', '$ai_session_id'],
  ['askedModel', 'monocle', 'entity.2.name'],
  ['input', 'openclaw', 'openclaw.tokens.input'],
  ['output', 'openclaw', 'openclaw.tokens.output'],
  ['total', 'openclaw', 'openclaw.tokens.total'],
  ['cacheRead', 'openclaw', 'openclaw.tokens.cache_read'],
  ['cacheWrite', 'openclaw', 'openclaw.tokens.cache_write'],
  ['askedModel', 'openclaw', 'openclaw.model'],
  ['provider', 'openclaw', 'openclaw.provider'],
  ['conversation', 'openclaw', 'openclaw.sessionId openclaw.sessionKey openclaw.session_key'],
  ['input', 'mlflow', 'mlflow.usage.input_tokens'],
  ['input', 'braintrust', 'braintrust.metrics.prompt_tokens'],
  ['output', 'mlflow', 'mlflow.usage.output_tokens'],
  ['output', 'braintrust', 'braintrust.metrics.completion_tokens'],
  ['total', 'mlflow', 'mlflow.usage.total_tokens'],
  ['total', 'braintrust', 'braintrust.metrics.tokens'],
  ['cacheRead', 'mlflow', 'mlflow.usage.cache_read_input_tokens'],
  ['cacheRead', 'braintrust', 'braintrust.metrics.prompt_cached_tokens'],
  ['cacheWrite', 'mlflow', 'mlflow.usage.cache_creation_input_tokens'],
  ['cacheWrite', 'braintrust', 'braintrust.metrics.prompt_cache_creation_tokens'],
  ['input', 'genkit', 'genkit.usage.inputTokens'],
  ['output', 'genkit', 'genkit.usage.outputTokens'],
  ['total', 'genkit', 'genkit.usage.totalTokens'],
  ['cacheRead', 'genkit', 'genkit.usage.cachedContentTokens'],
  ['reasoning', 'genkit', 'genkit.usage.thoughtsTokens'],
  ['askedModel', 'genkit', 'genkit.model'],
  ['conversation', 'genkit', 'genkit:sessionId'],
  ['conversation', 'weave', 'wandb.thread_id'],
  ['conversation', 'anthropic', 'anthropic.session.thread.id anthropic.session.id'],
  ['conversation', 'mlflow', 'mlflow.trace.session'],
  ['askedModel', 'mlflow', 'mlflow.llm.model'],
  ['user', 'mlflow', 'mlflow.trace.user'],
];

const BY_MEANING: ReadonlyMap<Meaning, readonly string[]> = ROWS.reduce(
  (map, [says, , names]) => map.set(says, [...(map.get(says) ?? []), ...names.split(' ')]),
  new Map<Meaning, string[]>(),
);

const KNOWN: ReadonlySet<string> = new Set(ROWS.flatMap(([, , names]) => names.split(' ')));

/** The names under which something is said, the one that is believed first. */
export const namesOf = (meaning: Meaning): readonly string[] => BY_MEANING.get(meaning) ?? [];

/** Whether anything here reads an attribute of this name. */
export const isKnownName = (name: string): boolean => KNOWN.has(name);
