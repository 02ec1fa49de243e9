import type { Fact } from '../fact.ts';

/** Ends of two clocks that are right, and of an answer at its provider and its caller. */
export const APART_MS = 15_000;

export const KEY = 'request ';
export const SPAN = 'span ';
/** What `answerKeyOf` makes. */
const ANSWER = / \d+\/\d+$/;
const BY_PROVIDER = 'api';

export const isAnswer = ({ key }: Fact): boolean => key.startsWith(KEY) && ANSWER.test(key);
export const isOfProvider = ({ key, fields }: Fact): boolean =>
  fields.source === BY_PROVIDER && key.startsWith(KEY) && !ANSWER.test(key);

export const inputOf = ({
  inputTokens = 0,
  cacheReadTokens = 0,
  cacheCreationTokens = 0,
}): number => inputTokens + cacheReadTokens + cacheCreationTokens;

/** Models of that provider, by the name that it has for them everywhere. */
const MODEL = /claude-[a-z0-9.-]*[a-z0-9]/;

export function alikeNameOf({ fields }: Fact): string | null {
  const model = MODEL.exec(fields.model?.toLowerCase() ?? '')?.[0];
  if (model === undefined || (fields.outputTokens ?? 0) === 0) return null;
  return `alike ${model} ${String(inputOf(fields))}/${String(fields.outputTokens)}`;
}

/** By what a maker's report that knows no id of the provider is found; null: it knows one, or is none. */
export function nameOfMade(fact: Fact): string | null {
  const { key, fields } = fact;
  if (fields.source !== 'otlp' || fields.isMeasured !== true) return null;
  if (isAnswer(fact)) return key;
  return key.startsWith('usage ') || key.startsWith(KEY + SPAN) ? alikeNameOf(fact) : null;
}
