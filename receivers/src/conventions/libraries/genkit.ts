import { fieldOf, type Attributes } from '../../otlp/attributes.ts';
import type { Kind } from '../kind.ts';
import { parsedJson, type Packed } from '../objects.ts';

/**
 * Genkit, in each of its languages: a span for an action says what it is of, and holds the answer as JSON with what was
 * used. What lies around a call of a model, `generate` and a flow, repeats its answer.
 * https://github.com/firebase/genkit, js/core/src/tracing and js/ai/src/model-types.ts, 2026-11.
 */
const TYPE = 'genkit:type';
const SUBTYPE = 'genkit:metadata:subtype';
const NAME = 'genkit:name';
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

/** Genkit's own counts, and what the provider answered: Anthropic's cached tokens stand there alone. */
export function packedIn(attributes: Attributes): Packed[] {
  if (kindOf(attributes) !== 'call') return [];
  const answer = parsedJson(attributes.get(OUTPUT));
  const passedOn = fieldOf(fieldOf(answer, 'custom') ?? fieldOf(answer, 'raw'), 'usage');
  const usage = fieldOf(answer, 'usage');
  return [
    // `googleai/gemini-2.5-flash`
    { prefix: 'genkit.model', value: attributes.get(NAME) },
    ...COUNTS.map((name) => ({ prefix: `genkit.usage.${name}`, value: fieldOf(usage, name) })),
    { prefix: 'gen_ai.usage', value: passedOn, isPassedOn: true },
  ];
}

/** It counts characters and pictures too. */
const COUNTS = [
  'inputTokens',
  'outputTokens',
  'totalTokens',
  'thoughtsTokens',
  'cachedContentTokens',
] as const;
