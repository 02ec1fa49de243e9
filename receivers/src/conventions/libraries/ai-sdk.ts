import type { Attributes } from '../../otlp/attributes.ts';
import type { Kind } from '../kind.ts';

/**
 * Vercel's AI SDK: a span `ai.generateText` around one `ai.generateText.doGenerate` for each step; the inner
 * ones are the calls. Of spans without a name of an operation, the attribute is missing or the span's name.
 */
const OPERATION = 'ai.operationId';
const CALL = /^ai\.\w+\.do(Generate|Stream)$/;
const EMBEDDING = /^ai\.(\w+\.doEmbed|rerank\.doRerank)$/;
const AROUND = /^ai\.(generateText|streamText|generateObject|streamObject|embed|embedMany|rerank)$/;

export function kindOf(attributes: Attributes, name: string): Kind | null {
  const operation = String(attributes.get(OPERATION) ?? name.split(' ')[0] ?? '');
  if (CALL.test(operation)) return 'call';
  if (EMBEDDING.test(operation)) return 'embedding';
  if (operation === 'ai.toolCall') return 'tool';
  return AROUND.test(operation) ? 'around' : null;
}

const CACHE_BESIDE = /anthropic|bedrock/i;

/**
 * Until version 6 the input is what the provider calls so: Anthropic and Bedrock leave cached tokens out of
 * it. Since version 6 it is the sum, and its parts are reported.
 */
export function isCacheBeside(attributes: Attributes): boolean {
  if (!attributes.has('ai.model.provider')) return false;
  for (const key of attributes.keys())
    if (key.startsWith('ai.usage.inputTokenDetails.')) return false;
  return CACHE_BESIDE.test(String(attributes.get('ai.model.provider')));
}
