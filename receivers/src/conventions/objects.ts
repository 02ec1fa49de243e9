/**
 * Attributes that hold counts as one object, as JSON or as a map, and what its fields are called here
 * (sources: `names.ts`).
 */
const OBJECTS: ReadonlyMap<string, string> = new Map([
  ['ai.response.providerMetadata', 'ai.provider'],
  ['gen_ai.usage', 'gen_ai.usage'],
  ['gen_ai.response.usage', 'gen_ai.usage'],
  ['usage', 'gen_ai.usage'],
  ['llm.usage', 'llm.usage'],
  ['llm.token.counts', 'llm.usage'],
  ['llm.token_count', 'llm.token_count'],
  ['langfuse.observation.usage_details', 'langfuse.usage'],
  ['mlflow.chat.tokenUsage', 'mlflow.usage'],
  ['braintrust.metrics', 'braintrust.metrics'],
  ['braintrust.span_attributes', 'braintrust.span_attributes'],
  ['llm.invocation_parameters', 'llm.invocation_parameters'],
]);

/** `gen_ai.usage.details`, `gen_ai.usage.server_tool_use`, `llm.token_count.prompt_details`: their fields follow. */
const PARTS = /^(gen_ai\.usage|llm\.usage|llm\.token_count)\.\w+$/;

/** What the fields of an attribute that may be an object of counts are called here; undefined for any other. */
export const prefixOfObject = (name: string): string | undefined =>
  OBJECTS.get(name) ?? (PARTS.test(name) ? name : undefined);

/** `anthropic.usage.cache_creation.ephemeral_1h_input_tokens`. */
export const DEEPEST_COUNT = 4;

/** What a library packs into an answer: a value, or an object of them, and what it is called here. */
export type Packed = {
  prefix: string;
  value: unknown;
  /** As the API of the provider answered it. */
  isPassedOn?: true;
};

/** A longer answer, which holds pictures, is not searched: its call is listed as one without counts. */
const LONGEST_ANSWER = 1024 * 1024;

/** An object in an attribute of text; null for anything else. */
export function parsedJson(text: unknown): unknown {
  if (typeof text !== 'string' || text.length > LONGEST_ANSWER) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
