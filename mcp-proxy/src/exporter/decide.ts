import { ingestAnswerSchema, type ItemResult } from '@claude-monitor/protocol/api/ingest';
import { jsonIn, refusalIn, refusalWords } from '@claude-monitor/protocol/api/refusal';
import { keyFault, notFromMonitor } from '@claude-monitor/protocol/client-faults';
import { backoffMs, retryAfterMs, spreadMs } from '@claude-monitor/protocol/retry';
import { ERROR_STATUS } from '@claude-monitor/protocol/error';
import { EXPORTER_LIMITS } from './exporter-limits.ts';
import type { FaultCause } from './fault.ts';

export type Outcome =
  | {
      kind: 'answer';
      status: number;
      retryAfter: string | null;
      body: string;
      /** The header of that name: what time it is elsewhere. */
      date?: string | null;
    }
  | { kind: 'failure'; message: string };

/** What to do with the batch. A `fault` is said to people once, until sending works again. */
export type Verdict =
  /** Refused items by reason, as their places in the batch; they are not sent again. */
  | { kind: 'done'; rejected: ReadonlyMap<string, readonly number[]> }
  | { kind: 'retry'; delayMs: number; fault: string; cause: FaultCause }
  | { kind: 'halve' }
  | { kind: 'discard'; reason: string };

/** Codes by which the server refuses a batch for what is in it, so sending it again is no use. */
const REFUSED_FOR_CONTENT: ReadonlySet<string> = new Set([
  'invalid_json',
  'invalid_utf8',
  'invalid_encoding',
  'invalid_batch',
  'invalid_body',
  'too_deep',
  'body_too_large',
  'too_many_items',
]);

/** Pure. `attempt` counts failures in a row before this one; `random` is in [0, 1). */
export function decide(
  outcome: Outcome,
  context: { sent: number; attempt: number; random: number; now: number },
): Verdict {
  const backoff = nextTryMs(context);
  if (outcome.kind === 'failure') {
    return { kind: 'retry', delayMs: backoff, fault: outcome.message, cause: 'away' };
  }
  const { status } = outcome;
  const isSuccess = status >= 200 && status < 300;
  // A batch of which every item was refused is a 400, and its receipt comes with it.
  if (isSuccess || status === 400) {
    const receipt = ingestAnswerSchema.safeParse(jsonIn(outcome.body));
    if (receipt.success && receipt.data.results.length === context.sent) {
      return { kind: 'done', rejected: placesByReason(receipt.data.results) };
    }
  }
  if (isSuccess) {
    const fault = notFromMonitor(`HTTP ${String(status)}`);
    return { kind: 'retry', delayMs: backoff, fault, cause: 'other' };
  }
  const refusal = refusalWords(status, outcome.body);
  if (status === 401 || status === 403) {
    return {
      kind: 'retry',
      delayMs: EXPORTER_LIMITS.refusedKeyMs,
      fault: keyFault({ status, body: outcome.body }, 'ingest'),
      cause: 'key',
    };
  }
  // A proxy on the way may have a smaller bound than the monitor.
  if (status === 413 && context.sent > 1) return { kind: 'halve' };
  const code = refusalIn(outcome.body)?.code ?? '';
  if (REFUSED_FOR_CONTENT.has(code) && new Map(Object.entries(ERROR_STATUS)).get(code) === status) {
    return context.sent > 1 ? { kind: 'halve' } : { kind: 'discard', reason: refusal };
  }
  const bound = { now: context.now, longestMs: EXPORTER_LIMITS.retryAfterMaxMs };
  const requestedMs = retryAfterMs(outcome.retryAfter, bound) ?? 0;
  // What a stranger refuses, the right server would take.
  const isStranger = code === '' && status >= 300 && status < 500 && status !== 429;
  const fault = isStranger ? notFromMonitor(refusal) : refusal;
  return { kind: 'retry', delayMs: Math.max(backoff, requestedMs), fault, cause: 'other' };
}

function placesByReason(results: readonly ItemResult[]): Map<string, number[]> {
  const places = new Map<string, number[]>();
  for (const [place, { status, code = 'rejected', path }] of results.entries()) {
    if (status !== 'rejected') continue;
    const field = path?.replace(/^events\[\d+\]\.?/, '') ?? '';
    const reason = field === '' ? code : `${code} at ${field}`;
    places.set(reason, [...(places.get(reason) ?? []), place]);
  }
  return places;
}

/** Anything up to a bound that doubles with each failure: many agents fail at the same moment. */
export function nextTryMs({ attempt, random }: { attempt: number; random: number }): number {
  return spreadMs(backoffMs(attempt, EXPORTER_LIMITS.backoff), 1, random);
}
