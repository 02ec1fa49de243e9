import { LIMITS } from '@claude-monitor/protocol';
import { numberOf, type Attributes } from '../otlp/attributes.ts';
import type { OtlpBatch } from '../otlp/batch.ts';
import type { Origin } from '../otlp/records.ts';
import { recordUnknown } from '../unknown-names.ts';
import { isCacheCount, isCountName } from '../conventions/cache-words.ts';
import { operationOf } from '../conventions/gen-ai.ts';
import { isKnownName } from '../conventions/names.ts';
import { isAnyOwnCount } from '../conventions/own-counts.ts';
import { senderOf } from './sender.ts';

/** Parts of counts that are read as a whole, what is derived from them, and what counts no tokens. */
const PART =
  /(^|[._])(audio|calls|context_window|duration|duration_ms|latency|latency_ms|num_requests|per|queue_time|requests|citation|cost|document|image|images|limit|miss|rate|rejected|accepted|text|tool|tool_use|total_cost|video)([._]|$)|details\.|Details\.|\.experimental\.|\.model_call\.usage\./i;

/** Lists what looks like a count and is read by nobody here: it is in no figure. */
export function recordUnknownCounts(
  batch: OtlpBatch,
  attributes: Attributes,
  origin: Origin,
): void {
  for (const [name, value] of attributes) {
    if (!isCountName(name) || isKnownName(name) || isCacheCount(name) || PART.test(name)) continue;
    if (isAnyOwnCount(name)) continue;
    if (numberOf(value) === null) continue;
    recordUnknown(batch.unknown, { ...senderOf(origin), kind: 'attribute', name });
    recordNotRead(batch, name);
  }
}

/** Of a record of which no count is read: what looks like one under any other name. */
export function recordLikeCounts(
  batch: OtlpBatch,
  { attributes, origin }: { attributes: Attributes; origin: Origin },
): void {
  for (const [name, value] of attributes) {
    const isLike = LIKE_COUNT.test(name) && !SETTING.test(name);
    if (!isLike || isKnownName(name) || (numberOf(value) ?? 0) <= 0) continue;
    recordUnknown(batch.unknown, { ...senderOf(origin), kind: 'attribute', name });
    recordNotRead(batch, name);
  }
}

const LIKE_COUNT =
  /(^|[._])(num_)?(prompt|completion|input|output|total)[._]?tokens?$|(^|[._])tokens?([._](in|out|input|output|prompt|completion|total|used|cache|cached|count))*$/i;
/** What was asked for, or may be used. */
const SETTING = /(^|[._])(max|limit|budget|request|context|window)/i;

/** Lists a call of a model that reports no tokens, or not those of one kind: they are in no figure. */
export function recordUncounted(
  batch: OtlpBatch,
  call: { attributes: Attributes; origin: Origin; kind: string },
  what: 'token-counts' | 'input-tokens' | 'input-and-output' | 'request-id' = 'token-counts',
): void {
  const name = `${operationOf(call.attributes) ?? call.kind}-without-${what}`;
  recordUnknown(batch.unknown, { ...senderOf(call.origin), kind: 'span', name });
  recordNotRead(batch, name);
}

/** Events of conventions, which are known to tell messages, evaluations and sessions, and no tokens. */
const OF_CONVENTIONS = /^(gen_ai|ai|mcp|db|exception)([._]|$)/;

/** Lists an agent's log event that tells no tokens by any name, and any count in it that nobody reads. */
export function recordUnknownEvent(
  batch: OtlpBatch,
  { name, attributes, origin }: { name: string; attributes: Attributes; origin: Origin },
): void {
  recordUnknownCounts(batch, attributes, origin);
  if (name === '' || OF_CONVENTIONS.test(name)) return;
  recordUnknown(batch.unknown, { ...senderOf(origin), kind: 'event', name });
}

/** Lists, by their sender alone, records that are about no agent: nothing of them is kept. */
export function recordNonAgent(
  batch: OtlpBatch,
  { origin }: { origin: Origin },
  kind: 'event' | 'metric' | 'span',
): void {
  batch.others++;
  recordUnknown(batch.unknown, { ...senderOf(origin), kind, name: 'not-about-an-agent' });
}

/** Lists a metric of an agent's conventions that may count tokens and is not read; others say nothing of figures. */
export function recordUnreadMetric(batch: OtlpBatch, name: string, origin: Origin): void {
  if (!/token|usage|cost/i.test(name) || /duration|latency|time/i.test(name)) return;
  recordUnknown(batch.unknown, { ...senderOf(origin), kind: 'metric', name });
}

const NOT_READ_NAMED = 10;

export function recordNotRead({ notRead }: OtlpBatch, name: string): void {
  if (notRead.size < NOT_READ_NAMED && name.length <= LIMITS.unknownNameLength) notRead.add(name);
}
