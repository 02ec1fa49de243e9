import { DEEPEST_COUNT, parsedJson, prefixOfObject } from './objects.ts';
import * as genkit from './libraries/genkit.ts';
import * as haystack from './libraries/haystack.ts';
import { fieldOf, type Attributes, type AttributeValue } from '../otlp/attributes.ts';

/** Some of them hold answers beside the counts; a longer text is no such object. */
const LONGEST = 64 * 1024;

/** The attributes, and beside them what some libraries pack into one as JSON. */
export function withDetails(attributes: Attributes): Attributes {
  const found: [string, AttributeValue][] = [];
  for (const [name, text] of attributes) {
    if (OF_USAGE.test(name)) found.push([name.replace(OF_USAGE, 'gen_ai.usage.'), text]);
    if (typeof text !== 'string' || text.length > LONGEST || !text.startsWith('{')) continue;
    const prefix = prefixOfObject(name);
    if (prefix === undefined) continue;
    const counts = parsedJson(text);
    collect(counts, prefix, { found });
    if (name === PASSED_ON) collectUncached(counts, found);
  }
  collectPacked(attributes, found);
  const plain = QUOTED.flatMap((name): [string, AttributeValue][] => {
    const text = attributes.get(name);
    const value = typeof text === 'string' && text.startsWith('"') ? parsedJson(text) : null;
    return typeof value === 'string' ? [[name, value]] : [];
  });
  if (found.length + plain.length === 0) return attributes;
  return new Map([...found, ...attributes, ...plain]);
}

const OF_USAGE = /^(gen_ai\.response\.)?usage\./;

/** The APIs of Anthropic and Bedrock leave cached tokens out of the input; this holds their answer as it was. */
const PASSED_ON = 'usage';
const CACHE_BESIDE: readonly (readonly [input: string, ...cached: string[]])[] = [
  ['input_tokens', 'cache_read_input_tokens', 'cache_creation_input_tokens'],
  ['inputTokens', 'cacheReadInputTokens', 'cacheWriteInputTokens'],
];

function collectUncached(counts: unknown, found: [string, AttributeValue][]): void {
  const uncached = uncachedIn(counts);
  if (uncached !== null) found.push(['gen_ai.usage.uncached_input_tokens', uncached]);
}

function collectPacked(attributes: Attributes, found: [string, AttributeValue][]): void {
  for (const library of PACKING) {
    for (const { prefix, value, isPassedOn } of library.packedIn(attributes)) {
      collect(value, prefix, { found });
      if (isPassedOn === true) collectUncached(value, found);
    }
  }
}

/** Libraries whose spans hold an answer as it was. */
const PACKING = [genkit, haystack];

function uncachedIn(counts: unknown): number | null {
  if (fieldOf(counts, 'total_tokens') !== undefined) return null;
  for (const [input, ...cached] of CACHE_BESIDE) {
    const value = fieldOf(counts, input);
    const isCached = cached.some((name) => typeof fieldOf(counts, name) === 'number');
    if (typeof value === 'number' && isCached) return value;
  }
  return null;
}

/** Texts that MLflow writes as JSON. */
const QUOTED = ['mlflow.llm.model', 'mlflow.trace.session', 'mlflow.trace.user'] as const;

function collect(
  value: unknown,
  name: string,
  { found, depth = 0 }: { found: [string, AttributeValue][]; depth?: number },
): void {
  if (typeof value === 'number' || typeof value === 'string') found.push([name, value]);
  // Of a map of counts, some write the parts as text.
  if (typeof value === 'string' && value.startsWith('{') && depth < DEEPEST_COUNT) {
    collect(parsedJson(value), name, { found, depth: depth + 1 });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
  if (depth === DEEPEST_COUNT) return;
  for (const key of Object.keys(value)) {
    collect(fieldOf(value, key), `${name}.${key}`, { found, depth: depth + 1 });
  }
}
