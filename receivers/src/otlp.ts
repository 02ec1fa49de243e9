import { LIMITS, type ErrorCode } from '@claude-monitor/protocol';
import { fieldOf, listOf } from './otlp/attributes.ts';
import type { OtlpBatch } from './otlp/batch.ts';
import { FRAMES, misplacedIn } from './otlp/frame.ts';
import { firstRecord } from './otlp/records.ts';
import { withCamelNames } from './otlp/snake-case.ts';
import { otherSignalOf } from './otlp/whose-record.ts';
import { normaliseLogs } from './otlp/logs.ts';
import { normaliseMetrics } from './otlp/metrics.ts';
import { normaliseTraces } from './otlp/traces.ts';
import { decodeRequest, OTLP_SIGNALS, type OtlpSignal } from './otlp/wire.ts';

/** A request's body: JSON that was parsed, or the bytes of protobuf. */
export type OtlpBody = { json: unknown } | { protobuf: Uint8Array };

export type OtlpResult =
  { ok: true; batch: OtlpBatch } | { ok: false; code: ErrorCode; message: string };

const NORMALISERS = {
  logs: normaliseLogs,
  metrics: normaliseMetrics,
  traces: normaliseTraces,
} as const;

/** An OTLP export request as events. Never throws: what can't be read is refused with a code. */
export function normaliseOtlp(signal: OtlpSignal, body: OtlpBody): OtlpResult {
  const tree = treeOf(signal, body);
  if (tree === null) return invalid(`The body is no OTLP request of ${signal}.`);
  const fault = faultOf(signal, tree);
  if (fault !== null) return invalid(fault);
  const batch = NORMALISERS[signal](tree);
  if (batch !== null) return { ok: true, batch };
  const message = `Send at most ${String(LIMITS.otlpRecords)} records at once.`;
  return { ok: false, code: 'too_many_items', message };
}

function treeOf(signal: OtlpSignal, body: OtlpBody): object | null {
  if ('protobuf' in body) return decodeRequest(signal, body.protobuf);
  const { json } = body;
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return null;
  return withCamelNames(json);
}

/**
 * What is wrong with a request as a whole; null for nothing. Fields that nobody knows are no fault beside its
 * list, and neither is an empty request; but what belongs elsewhere would be lost here.
 */
function faultOf(signal: OtlpSignal, tree: object): string | null {
  const list = fieldOf(tree, FRAMES[signal][0]);
  const other = otherIn(signal, tree);
  if (other !== null) return `This is an OTLP request of ${other}: send it to /v1/${other}.`;
  if (Array.isArray(list) || list === null) return misplacedIn(signal, tree);
  if (list === undefined && Object.keys(tree).length === 0) return null;
  return `The body is no OTLP request of ${signal}: ${FRAMES[signal][0]} is not a list in it.`;
}

/** The other signal that the body, or its first record of protobuf, is of. */
function otherIn(signal: OtlpSignal, tree: object): OtlpSignal | null {
  const others = OTLP_SIGNALS.filter((other) => other !== signal);
  const named = others.find((other) => listOf(fieldOf(tree, FRAMES[other][0])).length > 0);
  if (named !== undefined) return named;
  const record = firstRecord(signal, tree);
  return record instanceof Uint8Array ? otherSignalOf(signal, record) : null;
}

const invalid = (message: string): OtlpResult => ({ ok: false, code: 'invalid_body', message });
