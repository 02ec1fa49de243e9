/**
 * Attributes that hold counts as one object, as JSON or as a map, and what its fields are called here
 * (sources: `names.ts`).
 */
export const COUNT_OBJECTS: ReadonlyMap<string, string> = new Map([
  ['ai.response.providerMetadata', 'ai.provider'],
  ['gen_ai.usage', 'gen_ai.usage'],
  ['gen_ai.response.usage', 'gen_ai.usage'],
  ['usage', 'gen_ai.usage'],
  ['llm.usage', 'llm.usage'],
  ['llm.token_count', 'llm.token_count'],
  ['llm.token_count.prompt_details', 'llm.token_count.prompt_details'],
  ['llm.token_count.completion_details', 'llm.token_count.completion_details'],
  ['gen_ai.usage.details', 'gen_ai.usage.details'],
  ['gen_ai.usage.input_token_details', 'gen_ai.usage.input_token_details'],
  ['gen_ai.usage.input_tokens_details', 'gen_ai.usage.input_tokens_details'],
  ['gen_ai.usage.prompt_tokens_details', 'gen_ai.usage.prompt_tokens_details'],
  ['gen_ai.usage.output_token_details', 'gen_ai.usage.output_token_details'],
  ['gen_ai.usage.output_tokens_details', 'gen_ai.usage.output_tokens_details'],
  ['gen_ai.usage.completion_tokens_details', 'gen_ai.usage.completion_tokens_details'],
  ['langfuse.observation.usage_details', 'langfuse.usage'],
  ['mlflow.chat.tokenUsage', 'mlflow.usage'],
  ['braintrust.metrics', 'braintrust.metrics'],
  ['braintrust.span_attributes', 'braintrust.span_attributes'],
  ['llm.invocation_parameters', 'llm.invocation_parameters'],
]);

/** `anthropic.usage.cache_creation.ephemeral_1h_input_tokens`. */
export const DEEPEST_COUNT = 4;
