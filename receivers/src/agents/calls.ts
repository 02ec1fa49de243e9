import { hash64, type TelemetryEventInput } from '@claude-monitor/protocol';
import { nameOf, type Attributes } from '../otlp/attributes.ts';
import { addEvent, refuse, type OtlpBatch } from '../otlp/batch.ts';
import type { Origin } from '../otlp/records.ts';
import type { Identity } from '../otlp/sender.ts';
import * as aiSdk from '../conventions/libraries/ai-sdk.ts';
import { countsOf, firstOf } from '../conventions/counts.ts';
import type { Kind } from '../conventions/kind.ts';
import { isClaudeApi } from './anthropic-api.ts';
import { requestIdOf } from './request-key.ts';
import { tierOf } from './tier.ts';
import { firstId, firstName, modelOf } from './sender.ts';
import { recordLikeCounts, recordUncounted, recordUnknownCounts } from './unknown.ts';

/** A span or a log record that may tell a request, and what is known of it. */
export type Call = {
  id: string;
  name: string;
  time: number;
  sessionId: string;
  identity: Identity;
  attributes: Attributes;
  origin: Origin;
  kind: Kind;
  traceId: string;
  spanId: string;
  span: Extract<TelemetryEventInput, { type: 'usage' }>['span'];
  /** Whether its trace also has spans of model calls, which report their own usage. */
  isBesideCalls: boolean;
  /** The kind of a failure; undefined: it did not fail, or that is reported elsewhere. */
  failure: string | undefined;
};

/** Adds what a call used, and its failure; what looks like a count and is none is refused by its name. */
export function addCall(batch: OtlpBatch, call: Call): void {
  const { attributes, kind } = call;
  const counts = countsOf(attributes, {
    isEmbedding: kind === 'embedding',
    isCacheBeside: aiSdk.isCacheBeside(attributes),
  });
  recordUnknownCounts(batch, attributes, call.origin);
  const model = modelOf(attributes);
  const base = {
    id: call.id,
    time: call.time,
    sessionId: call.sessionId,
    source: 'otlp' as const,
    ...call.identity,
    model,
  };
  const isCall =
    kind === 'call' || kind === 'embedding' || (kind === 'unsaid' && model !== undefined);
  if (counts !== null && 'unreadable' in counts) {
    refuse(batch, uncountable(counts.unreadable));
  } else if (counts !== null && 'totalAlone' in counts) {
    addTotalAlone(batch, call, counts.totalAlone);
  } else if (counts !== null) {
    if (kind === 'call' && counts.isWithoutInput) recordUncounted(batch, call, 'input-tokens');
    const requestId = requestIdOf(attributes, call, counts.tokens);
    // By that it is one with what its maker reports; without it both may count.
    const isUnjoined = isClaudeApi(call.origin) && firstId(attributes, 'requestId') === undefined;
    if (kind === 'call' && isUnjoined) recordUncounted(batch, call, 'request-id');
    addEvent(batch, {
      ...base,
      type: 'usage',
      ...counts.tokens,
      requestId,
      // Shown with the event; what the request is known by says its other id.
      messageId: requestId === undefined ? undefined : firstId(attributes, 'responseId'),
      speed: firstName(attributes, 'speed'),
      serviceTier: tierOf(attributes, { name: call.name, model }),
      webSearches: firstOf(attributes, 'webSearches'),
      span: call.span,
    });
  } else {
    recordLikeCounts(batch, call);
    if (isCall && call.failure === undefined) recordUncounted(batch, call);
  }
  if (isCall && call.failure !== undefined) {
    addEvent(batch, {
      ...base,
      id: hash64(`${call.id} error`),
      type: 'error',
      errorType: call.failure,
    });
  }
}

/** What lies around calls, or is a tool, may sum them up so. */
function addTotalAlone(batch: OtlpBatch, call: Call, path: string): void {
  if (call.kind === 'tool' || (call.kind === 'around' && call.isBesideCalls)) return;
  recordUncounted(batch, call, 'input-and-output');
  if (call.kind === 'around') return;
  const message = 'expected input and output tokens apart: they have different prices';
  refuse(batch, { code: 'invalid_event', path, message });
}

const uncountable = (path: string) => ({
  code: 'invalid_event' as const,
  path,
  message: 'expected a whole number of tokens',
});

export const failureOf = (attributes: Attributes, hasFailed: boolean): string | undefined =>
  nameOf(attributes, 'error.type') ?? (hasFailed ? 'error' : undefined);
