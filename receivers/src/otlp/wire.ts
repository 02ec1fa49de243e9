import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { ExportResponseSchema, FailureStatusSchema } from '../otlp-proto/answers_pb.ts';
import { KeyValueListSchema } from '../otlp-proto/attributes_pb.ts';
import { LogRecordSchema, LogsRequestSchema } from '../otlp-proto/logs_pb.ts';
import { MetricSchema, MetricsRequestSchema } from '../otlp-proto/metrics_pb.ts';
import { SpanSchema, TracesRequestSchema } from '../otlp-proto/traces_pb.ts';

export const OTLP_SIGNALS = ['logs', 'metrics', 'traces'] as const;
export type OtlpSignal = (typeof OTLP_SIGNALS)[number];

/**
 * A request's body as a tree of the shape of OTLP/JSON, not parsed yet: of JSON it is the very value, of
 * protobuf the message, whose records are still bytes (`decodeRecord`).
 */
export type OtlpTree = object;

/** Decodes the frame of a protobuf request; null when it is broken. */
export function decodeRequest(signal: OtlpSignal, bytes: Uint8Array): OtlpTree | null {
  switch (signal) {
    case 'logs':
      return orNull(() => fromBinary(LogsRequestSchema, bytes, SKIP_UNKNOWN));
    case 'metrics':
      return orNull(() => fromBinary(MetricsRequestSchema, bytes, SKIP_UNKNOWN));
    case 'traces':
      return orNull(() => fromBinary(TracesRequestSchema, bytes, SKIP_UNKNOWN));
  }
}

/** Decodes one record, metric or span; one that came as JSON is a tree already. Null when broken. */
export function decodeRecord(signal: OtlpSignal, record: unknown): OtlpTree | null {
  if (!(record instanceof Uint8Array)) {
    return typeof record === 'object' && record !== null ? record : null;
  }
  switch (signal) {
    case 'logs':
      return orNull(() => fromBinary(LogRecordSchema, record, SKIP_UNKNOWN));
    case 'metrics':
      return orNull(() => fromBinary(MetricSchema, record, SKIP_UNKNOWN));
    case 'traces':
      return orNull(() => fromBinary(SpanSchema, record, SKIP_UNKNOWN));
  }
}

/** Decodes a map in an attribute or a body of protobuf; null when it is broken. */
export const decodeMap = (bytes: Uint8Array): object | null =>
  orNull(() => fromBinary(KeyValueListSchema, bytes, SKIP_UNKNOWN));

/** An export response in protobuf; without partial success it is empty. */
export function encodeResponse(partial: { rejected: number; message: string } | null): Uint8Array {
  if (partial === null) return new Uint8Array();
  const partialSuccess = { rejected: BigInt(partial.rejected), errorMessage: partial.message };
  return toBinary(ExportResponseSchema, create(ExportResponseSchema, { partialSuccess }));
}

export function encodeStatus(status: { code: number; message: string }): Uint8Array {
  return toBinary(FailureStatusSchema, create(FailureStatusSchema, status));
}

const SKIP_UNKNOWN = { readUnknownFields: false };

/** The library throws on whatever is not protobuf: wrong lengths, wrong types, text that is not UTF-8. */
function orNull(decode: () => OtlpTree): OtlpTree | null {
  try {
    return decode();
  } catch {
    return null;
  }
}
