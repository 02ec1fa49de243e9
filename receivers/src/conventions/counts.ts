import { numberOf, type Attributes } from '../otlp/attributes.ts';
import { cacheCountsBeyondTable } from './cache-words.ts';
import { namesOf, type Meaning } from './names.ts';
import { ownCount } from './own-counts.ts';

export type Tokens = {
  inputTokens: number;
  outputTokens: number;
  cacheReadTokens: number;
  cacheCreationTokens: number;
  cacheCreation1hTokens?: number;
};

/**
 * What a record says of tokens; the name of a count that is there and is no number; that of one number for all of them,
 * which have different prices; or nothing.
 */
export type Counts =
  | { tokens: Tokens; isWithoutInput: boolean }
  | { unreadable: string }
  | { totalAlone: string }
  | null;

type Options = {
  /** Embeddings have no output, so their total is their input. */
  isEmbedding: boolean;
  /** The library is known to leave cached tokens out of the input. */
  isCacheBeside: boolean;
};

/**
 * Input that was neither read from a cache nor written to one, and the other three kinds. Conventions count
 * cached tokens as input too; a sender that does not is recognized by its total, or by an input that is too small.
 */
export function countsOf(attributes: Attributes, options: Options): Counts {
  const unreadable = unreadableName(attributes);
  if (unreadable !== undefined) return { unreadable };
  const one = (meaning: Meaning) => firstOf(attributes, meaning);
  const most = (meaning: Meaning) => greatestCount(attributes, meaning);
  const beyond = cacheCountsBeyondTable(attributes);
  const hourly = most('cacheWrite1h') ?? beyond.write1h;
  const read = most('cacheRead') ?? beyond.read ?? 0;
  const write = most('cacheWrite') ?? beyond.write ?? (hourly ?? 0) + (most('cacheWrite5m') ?? 0);
  const total = one('total') ?? ownCount(attributes, 'total');
  const countOf = (of: 'input' | 'output') =>
    one(of) ?? one(`${of}Around`) ?? partsOf(attributes, of) ?? ownCount(attributes, of);
  let input = countOf('input');
  let output = countOf('output');
  if (input === undefined && output === undefined) {
    if (total === undefined) return null;
    if (!options.isEmbedding) return { totalAlone: totalName(attributes) };
    input = total;
  }
  const uncached = one('uncached');
  const isWithoutInput = input === undefined && uncached === undefined;
  input ??= uncached === undefined ? 0 : uncached + read + write;
  const beside = one('reasoningBeside') ?? 0;
  const reasoning = most('reasoning') ?? 0;
  if (output === undefined) {
    output = total === undefined || options.isEmbedding ? 0 : Math.max(0, total - input);
  } else {
    output += beside;
    const isOutside =
      reasoning > output || isTotalWith(reasoning, { input, output, read, write, total });
    if (beside === 0 && isOutside) output += reasoning;
  }
  const counted = { input, output, read, write, total };
  const included = uncached === undefined ? includedIn(counted, options) : input - uncached;
  return {
    isWithoutInput,
    tokens: {
      inputTokens: Math.max(0, input - included) + (one('inputBeside') ?? 0),
      outputTokens: output + (one('outputBeside') ?? 0),
      cacheReadTokens: read,
      cacheCreationTokens: write,
      ...(hourly === undefined ? {} : { cacheCreation1hTokens: Math.min(hourly, write) }),
    },
  };
}

const totalName = (attributes: Attributes): string =>
  namesOf('total').find((name) => attributes.has(name)) ?? 'total_tokens';

/** Speech and live calls may tell tokens by what they are of, and no sum. */
function partsOf(attributes: Attributes, of: 'input' | 'output'): number | undefined {
  const parts = ['text', 'audio', 'image', 'video'].flatMap((part) => {
    const names = [`gen_ai.usage.${part}.${of}_tokens`, `gen_ai.usage.${of}_${part}_tokens`];
    return names.flatMap((name) => countIn(attributes, name) ?? []).slice(0, 1);
  });
  return parts.length === 0 ? undefined : parts.reduce((sum, part) => sum + part, 0);
}

type Said = {
  input: number;
  output: number;
  read: number;
  write: number;
  total: number | undefined;
};

/** Whether the total is right only with the reasoning added, be it with or without what was cached. */
function isTotalWith(reasoning: number, { input, output, read, write, total }: Said): boolean {
  if (total === undefined || reasoning === 0) return false;
  const beside = [0, read + write, read, write].map((cached) => total - input - output - cached);
  return beside.includes(reasoning) && !beside.includes(0);
}

/** How many of the cached tokens the input counts too. */
function includedIn(
  { input, output, read, write, total }: Said,
  { isCacheBeside }: Options,
): number {
  const cached = read + write;
  if (cached === 0 || isCacheBeside) return 0;
  const fitting = [cached, 0, read, write].filter((included) => included <= input);
  if (total === undefined) return fitting[0] ?? 0;
  return (
    fitting.find((included) => total === input + output + cached - included) ?? fitting[0] ?? 0
  );
}

const COUNTED: readonly Meaning[] = [
  'input',
  'output',
  'cacheRead',
  'cacheWrite',
  'cacheWrite1h',
  'cacheWrite5m',
  'uncached',
  'inputAround',
  'outputAround',
  'inputBeside',
  'outputBeside',
  'reasoningBeside',
  'webSearches',
];

const COUNTED_NAMES = COUNTED.flatMap((meaning) => namesOf(meaning));

/** A count that is there and is none is not 0. */
const unreadableName = (attributes: Attributes): string | undefined =>
  COUNTED_NAMES.find((name) => attributes.has(name) && countIn(attributes, name) === undefined);

/** A whole number, or one so great that it is refused by its bound (rule ING7). */
function countIn(attributes: Attributes, name: string): number | undefined {
  const value = numberOf(attributes.get(name));
  return value !== null && value >= 0 && Number.isInteger(value) ? value : undefined;
}

export function firstOf(attributes: Attributes, meaning: Meaning): number | undefined {
  for (const name of namesOf(meaning)) {
    const value = countIn(attributes, name);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** The greatest count: of names that say the same, some senders leave all but one at 0. */
export function greatestCount(attributes: Attributes, meaning: Meaning): number | undefined {
  const values = namesOf(meaning).flatMap((name) => countIn(attributes, name) ?? []);
  return values.length === 0 ? undefined : Math.max(...values);
}
