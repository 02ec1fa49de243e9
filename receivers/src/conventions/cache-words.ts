import { numberOf, type Attributes } from '../otlp/attributes.ts';
import { isKnownName } from './names.ts';

/** Where counts of tokens stand, under whatever name. */
const PREFIXES = [
  'ai.usage.',
  'anthropic.usage.',
  'gen_ai.token_count.',
  'gen_ai.usage.',
  'langfuse.usage.',
  'llm.token_count.',
  'llm.tokens.',
  'tokens.',
  'llm.usage.',
];

/** A client's own name for what its usage counts (`agent.usage.cache_read_tokens`). */
export const OWN_COUNT = /^[\w-]+(?:\.[\w-]+)*\.(?:usage|tokens|token_count|token_usage)\.(\w+)$/;

export const isCountName = (name: string): boolean =>
  PREFIXES.some((prefix) => name.startsWith(prefix)) || OWN_COUNT.test(name);

const WRITTEN = /^(creat|writ)/;
const READ = /^(read|hit|cached)/;
/** Not tokens, or a part of those that are counted already. */
const OTHER =
  /^(audio|image|video|text|rate|ratio|percent|cost|costs|price|usd|ttl|miss|misses|saved|savings|5m)$/;

type CacheCounts = { read?: number; write?: number; write1h?: number };

/**
 * Tokens of a cache under a name that the table does not have: the words of the name say which they are.
 * Left as plain input they would be priced ten times too high.
 */
export function cacheCountsBeyondTable(attributes: Attributes): CacheCounts {
  const counts: CacheCounts = {};
  for (const [name, raw] of attributes) {
    if (!mayCount(name) || isKnownName(name)) continue;
    const value = numberOf(raw);
    if (value === null || !Number.isInteger(value) || value < 0) continue;
    const kind = kindOf(wordsOf(name));
    if (kind !== null) counts[kind] = Math.max(counts[kind] ?? 0, value);
  }
  return counts;
}

/** Whether the words of a name say that it counts tokens of a cache. */
export const isCacheCount = (name: string): boolean =>
  mayCount(name) && kindOf(wordsOf(name)) !== null;

/** Elsewhere a name has to say that it is about tokens, and not that it asks for some. */
const mayCount = (name: string): boolean =>
  isCountName(name) || (/^(gen_ai|llm|ai)\./.test(name) && /token/i.test(name) && !ASKS.test(name));
const ASKS = /^(gen_ai|llm)\.request\./;

function kindOf(words: readonly string[]): keyof CacheCounts | null {
  if (!words.some((word) => word === 'cache' || word === 'cached')) return null;
  if (words.some((word) => OTHER.test(word))) return null;
  if (words.some((word) => WRITTEN.test(word))) return words.includes('1h') ? 'write1h' : 'write';
  return words.some((word) => READ.test(word)) ? 'read' : null;
}

const wordsOf = (name: string): string[] =>
  name
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[._-]+/);
