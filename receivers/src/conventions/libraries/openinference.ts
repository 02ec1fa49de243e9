import type { Attributes } from '../../otlp/attributes.ts';
import type { Kind } from '../kind.ts';

/** OpenInference: Arize Phoenix, and the instrumentations of LangChain, LlamaIndex, CrewAI, Haystack, … */
const KINDS: Readonly<Record<string, Kind>> = {
  AGENT: 'around',
  CHAIN: 'around',
  EMBEDDING: 'embedding',
  EVALUATOR: 'around',
  GUARDRAIL: 'around',
  LLM: 'call',
  PROMPT: 'around',
  RERANKER: 'embedding',
  RETRIEVER: 'around',
  TOOL: 'tool',
};

export function kindOf(attributes: Attributes): Kind | null {
  const kind = String(attributes.get('openinference.span.kind') ?? '').toUpperCase();
  return Object.hasOwn(KINDS, kind) ? (KINDS[kind] ?? null) : null;
}
