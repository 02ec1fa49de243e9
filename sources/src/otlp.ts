import { LIMITS, type ErrorCode } from '@claude-monitor/protocol';
import { fieldOf } from './otlp/attributes.ts';
import type { OtlpBatch } from './otlp/batch.ts';
import { normaliseLogs } from './otlp-logs.ts';
import { normaliseMetrics } from './otlp-metrics.ts';
import { normaliseTraces } from './otlp-traces.ts';
import { decodeRequest, type OtlpSignal } from './otlp-wire.ts';

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
  const tree = 'json' in body ? body.json : decodeRequest(signal, body.protobuf);
  if (!isRequest(signal, tree)) {
    return {
      ok: false,
      code: 'invalid_body',
      message: `The body is no OTLP request of ${signal}.`,
    };
  }
  const batch = NORMALISERS[signal](tree);
  if (batch !== null) return { ok: true, batch };
  const message = `Send at most ${String(LIMITS.otlpRecords)} records at once.`;
  return { ok: false, code: 'too_many_items', message };
}

const LISTS = {
  logs: 'resourceLogs',
  metrics: 'resourceMetrics',
  traces: 'resourceSpans',
} as const;

/** Fields that nobody knows are no fault, and neither is an empty request. */
function isRequest(signal: OtlpSignal, tree: unknown): tree is object {
  if (typeof tree !== 'object' || tree === null || Array.isArray(tree)) return false;
  const list = fieldOf(tree, LISTS[signal]);
  return list === undefined || list === null || Array.isArray(list);
}
