import { fieldOf, type Attributes, type AttributeValue } from '../otlp/attributes.ts';

/** Attributes that hold a JSON object of counts, and what its fields are called here. */
const OBJECTS: readonly (readonly [name: string, prefix: string])[] = [
  ['ai.response.providerMetadata', 'ai.provider'],
  ['gen_ai.usage.details', 'gen_ai.usage.details'],
  ['gen_ai.usage.input_token_details', 'gen_ai.usage.input_token_details'],
  ['gen_ai.usage.input_tokens_details', 'gen_ai.usage.input_tokens_details'],
  ['gen_ai.usage.prompt_tokens_details', 'gen_ai.usage.prompt_tokens_details'],
  ['langfuse.observation.usage_details', 'langfuse.usage'],
  ['mlflow.chat.tokenUsage', 'mlflow.usage'],
  ['braintrust.metrics', 'braintrust.metrics'],
  ['braintrust.span_attributes', 'braintrust.span_attributes'],
  ['llm.invocation_parameters', 'llm.invocation_parameters'],
];

/** Some of them hold answers beside the counts; a longer text is no such object. */
const LONGEST = 64 * 1024;
/** `anthropic.usage.cache_creation.ephemeral_1h_input_tokens`. */
const DEEPEST = 4;

/** The attributes, and beside them what some libraries pack into one as JSON. */
export function withDetails(attributes: Attributes): Attributes {
  const found: [string, AttributeValue][] = [];
  for (const [name, prefix] of OBJECTS) {
    const text = attributes.get(name);
    if (typeof text !== 'string' || text.length > LONGEST || !text.startsWith('{')) continue;
    collect(parsed(text), prefix, found);
  }
  const plain = QUOTED.flatMap((name): [string, AttributeValue][] => {
    const text = attributes.get(name);
    const value = typeof text === 'string' && text.startsWith('"') ? parsed(text) : null;
    return typeof value === 'string' ? [[name, value]] : [];
  });
  if (found.length + plain.length === 0) return attributes;
  return new Map([...found, ...attributes, ...plain]);
}

/** Texts that MLflow writes as JSON. */
const QUOTED = ['mlflow.llm.model', 'mlflow.trace.session', 'mlflow.trace.user'] as const;

function collect(value: unknown, name: string, found: [string, AttributeValue][], depth = 0): void {
  if (typeof value === 'number' || typeof value === 'string') found.push([name, value]);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
  if (depth === DEEPEST) return;
  for (const key of Object.keys(value)) {
    collect(fieldOf(value, key), `${name}.${key}`, found, depth + 1);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
