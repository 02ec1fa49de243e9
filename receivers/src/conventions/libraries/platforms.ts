import type { Attributes } from '../../otlp/attributes.ts';
import type { Kind } from '../kind.ts';

/**
 * Platforms whose libraries say what a span is in a word of their own: AgentOps, Langfuse, MLflow, Laminar, Braintrust,
 * TruLens, Future AGI, Monocle, W&B Weave, Langtrace, and Alibaba's conventions (Dify, LoongSuite). 2026-11.
 */
const ATTRIBUTES = [
  'agentops.span.kind',
  'langfuse.observation.type',
  'mlflow.spanType',
  'lmnr.span.type',
  'gen_ai.span.kind',
  'braintrust.span_attributes.type',
  'ai.observability.span_type',
  'fi.span.kind',
  'weave.span.kind',
  'langtrace.service.type',
  'span.type',
];

const KINDS: Readonly<Record<string, Kind>> = {
  agent: 'around',
  chain: 'around',
  chat_model: 'call',
  embedding: 'embedding',
  entry: 'around',
  evaluator: 'around',
  framework: 'around',
  function: 'around',
  generation: 'call',
  inference: 'call',
  'inference.framework': 'call',
  guardrail: 'around',
  llm: 'call',
  model: 'call',
  parser: 'around',
  reranker: 'embedding',
  retriever: 'around',
  span: 'around',
  step: 'around',
  task: 'around',
  tool: 'tool',
  workflow: 'around',
};

export function kindOf(attributes: Attributes): Kind | null {
  for (const name of ATTRIBUTES) {
    // MLflow writes its values as JSON.
    const word = String(attributes.get(name) ?? '')
      .replaceAll('"', '')
      .toLowerCase();
    if (Object.hasOwn(KINDS, word)) return KINDS[word] ?? null;
  }
  return null;
}
