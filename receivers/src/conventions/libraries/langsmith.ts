import type { Attributes } from '../../otlp/attributes.ts';
import type { Kind } from '../kind.ts';

/** LangSmith's export: LangChain and LangGraph. */
const KINDS: Readonly<Record<string, Kind>> = {
  chain: 'around',
  embedding: 'embedding',
  llm: 'call',
  parser: 'around',
  prompt: 'around',
  retriever: 'around',
  tool: 'tool',
};

export function kindOf(attributes: Attributes): Kind | null {
  const kind = String(attributes.get('langsmith.span.kind') ?? '').toLowerCase();
  return Object.hasOwn(KINDS, kind) ? (KINDS[kind] ?? null) : null;
}
