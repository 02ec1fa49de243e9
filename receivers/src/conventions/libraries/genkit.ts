import { fieldOf, type Attributes } from '../../otlp/attributes.ts';
import type { Kind } from '../kind.ts';

/**
 * Genkit, in each of its languages: a span for an action says what it is of, and holds the answer as JSON with what was
 * used. What lies around a call of a model, `generate` and a flow, repeats its answer.
 * https://github.com/firebase/genkit, js/core/src/tracing and js/ai/src/model-types.ts, 2026-11.
 */
const TYPE = 'genkit:type';
const SUBTYPE = 'genkit:metadata:subtype';
const OUTPUT = 'genkit:output';

const KINDS: Readonly<Record<string, Kind>> = {
  'background-model': 'call',
  embedder: 'embedding',
  model: 'call',
  reranker: 'embedding',
  tool: 'tool',
  'tool.v2': 'tool',
};

export function kindOf(attributes: Attributes): Kind | null {
  if (!attributes.has(TYPE) && !attributes.has(SUBTYPE)) return null;
  const subtype = String(attributes.get(SUBTYPE) ?? '');
  return Object.hasOwn(KINDS, subtype) ? (KINDS[subtype] ?? null) : 'around';
}

/** The answer as JSON, if the span is of a model. */
export function answerOf(attributes: Attributes): string | undefined {
  const output = kindOf(attributes) === 'call' ? attributes.get(OUTPUT) : undefined;
  return typeof output === 'string' && output.length <= LONGEST ? output : undefined;
}

/** Longer ones hold images: the call is listed as one without counts. */
const LONGEST = 1024 * 1024;

/** `googleai/gemini-2.5-flash` */
export const modelOf = (attributes: Attributes): string | undefined => {
  const name = attributes.get('genkit:name');
  return typeof name === 'string' && kindOf(attributes) === 'call' ? name : undefined;
};

/** What Genkit counted itself, and what the provider answered: Anthropic's cached tokens stand there alone. */
export const usageIn = (answer: unknown): { own: unknown; provider: unknown } => ({
  own: fieldOf(answer, 'usage'),
  provider: fieldOf(fieldOf(answer, 'custom') ?? fieldOf(answer, 'raw'), 'usage'),
});
