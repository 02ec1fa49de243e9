import type { UnknownName } from '@claude-monitor/protocol';
import { numberOf, type Attributes } from '../otlp/attributes.ts';
import type { Origin } from '../otlp/records.ts';
import { noteUnknown } from '../unknown-names.ts';
import { isCacheCount, isCountName } from '../conventions/cache-words.ts';
import { operationOf } from '../conventions/gen-ai.ts';
import { isKnownName } from '../conventions/names.ts';
import { senderOf } from './sender.ts';

/** Parts of counts that are read as a whole, and what is derived from them. */
const PART =
  /(^|[._])(audio|citation|cost|document|image|images|limit|rate|rejected|accepted|text|tool|tool_use|total_cost|video)([._]|$)|details\.|Details\.|\.experimental\./i;

/** Lists what looks like a count and is read by nobody here: it is in no figure. */
export function noteUnknownCounts(
  list: UnknownName[],
  attributes: Attributes,
  origin: Origin,
): void {
  for (const [name, value] of attributes) {
    if (!isCountName(name) || isKnownName(name) || isCacheCount(name) || PART.test(name)) continue;
    if (numberOf(value) === null) continue;
    noteUnknown(list, { ...senderOf(origin), kind: 'attribute', name });
  }
}

/** Lists a call of a model that tells no tokens: it is in no figure. */
export function noteUncounted(
  list: UnknownName[],
  call: { attributes: Attributes; origin: Origin; kind: string },
): void {
  const name = operationOf(call.attributes) ?? call.kind;
  noteUnknown(list, {
    ...senderOf(call.origin),
    kind: 'span',
    name: `${name}-without-token-counts`,
  });
}
