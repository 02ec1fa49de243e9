import { numberOf, type Attributes } from '../otlp/attributes.ts';
import { OWN_COUNT } from './cache-words.ts';
import { isKnownName } from './names.ts';

/** What a client's own count is of, by its last word. */
const KINDS = {
  input: /^(in|input|prompt)(_?tokens)?$/i,
  output: /^(out|output|completion)(_?tokens)?$/i,
  total: /^total(_?tokens)?$/i,
} as const;

type Kind = keyof typeof KINDS;

/** Names that no table has, and whose words say what they count (`agent.usage.input_tokens`). */
export const isOwnCount = (name: string, kind: Kind): boolean => {
  const word = OWN_COUNT.exec(name)?.[1];
  return word !== undefined && KINDS[kind].test(word) && !isKnownName(name);
};

/** Whether the name of an attribute says that it is a sender's own count of the tokens of a call. */
export const isAnyOwnCount = (name: string): boolean =>
  isOwnCount(name, 'input') || isOwnCount(name, 'output') || isOwnCount(name, 'total');

/** A sender's own count of a kind; the greatest, where it has several. */
export function ownCount(attributes: Attributes, kind: Kind): number | undefined {
  let most: number | undefined;
  for (const [name, raw] of attributes) {
    if (!isOwnCount(name, kind)) continue;
    const value = numberOf(raw);
    if (value === null || !Number.isInteger(value) || value < 0) continue;
    most = Math.max(most ?? 0, value);
  }
  return most;
}
