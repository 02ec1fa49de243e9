import { DEEPEST_COUNT, prefixOfObject } from './objects.ts';
import * as genkit from './libraries/genkit.ts';
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
    const counts = parsed(text);
    collect(counts, prefix, { found });
    if (name === PASSED_ON) collectUncached(counts, found);
  }
  collectGenkit(attributes, found);
  const plain = QUOTED.flatMap((name): [string, AttributeValue][] => {
    const text = attributes.get(name);
    const value = typeof text === 'string' && text.startsWith('"') ? parsed(text) : null;
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

function collectGenkit(attributes: Attributes, found: [string, AttributeValue][]): void {
  const answer = genkit.answerOf(attributes);
  const model = genkit.modelOf(attributes);
  if (model !== undefined) found.push(['genkit.model', model]);
  if (answer === undefined) return;
  const { own, provider } = genkit.usageIn(parsed(answer));
  const counts: [string, AttributeValue][] = [];
  collect(own, 'genkit.usage', { found: counts });
  // It counts characters and pictures too.
  found.push(...counts.filter(([name]) => name.endsWith('Tokens')));
  collect(provider, 'gen_ai.usage', { found });
  collectUncached(provider, found);
}

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
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
  if (depth === DEEPEST_COUNT) return;
  for (const key of Object.keys(value)) {
    collect(fieldOf(value, key), `${name}.${key}`, { found, depth: depth + 1 });
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
