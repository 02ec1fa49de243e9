import { AppError } from '@claude-monitor/protocol';
import {
  encodeResponse,
  encodeStatus,
  OTLP_SIGNALS,
  type OtlpSignal,
} from '@claude-monitor/receivers';
import { mediaTypeOf } from '../body/body.ts';
import type { ErrorAnswer } from './errors.ts';

export const PROTOBUF_TYPE = 'application/x-protobuf';
const JSON_TYPE = 'application/json';
/** Under which protobuf comes: as OTLP says, as it is registered, and as older libraries say. */
const PROTOBUF_TYPES: ReadonlySet<string> = new Set([
  PROTOBUF_TYPE,
  'application/protobuf',
  'application/x-google-protobuf',
  'application/vnd.google.protobuf',
]);

export type OtlpEncoding = 'json' | 'protobuf';

/** What of a request was not taken, or not read; null when all of it was. */
export type PartialSuccess = { rejected: number; message: string } | null;

/** How a request is encoded, and so how it is answered; 415 for any other type. */
export function otlpEncodingOf(request: Request): OtlpEncoding {
  const type = mediaTypeOf(request);
  if (type === JSON_TYPE) return 'json';
  if (PROTOBUF_TYPES.has(type)) return 'protobuf';
  const how = type.startsWith('application/grpc')
    ? ' There is no gRPC here: set OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf.'
    : '';
  throw new AppError('unsupported_media_type', `Send ${PROTOBUF_TYPE} or ${JSON_TYPE}.${how}`, {
    path: 'content-type',
  });
}

export const isOtlpPath = (path: string): boolean =>
  OTLP_SIGNALS.some((signal) => path === `/v1/${signal}`);

const REJECTED_FIELDS = {
  logs: 'rejectedLogRecords',
  metrics: 'rejectedDataPoints',
  traces: 'rejectedSpans',
} as const satisfies Record<OtlpSignal, string>;

export function otlpAnswer(
  signal: OtlpSignal,
  encoding: OtlpEncoding,
  partial: PartialSuccess,
): Response {
  if (encoding === 'protobuf') return protobuf(encodeResponse(partial), { status: 200 });
  if (partial === null) return Response.json({});
  // Integers of 64 bits are text in protobuf's JSON, and left out when they are 0: then it is a warning.
  const rejected =
    partial.rejected === 0 ? {} : { [REJECTED_FIELDS[signal]]: String(partial.rejected) };
  return Response.json({ partialSuccess: { ...rejected, errorMessage: partial.message } });
}

/**
 * A failure as a google.rpc.Status in the encoding of its request
 * (https://opentelemetry.io/docs/specs/otlp/#failures); in JSON our own error stands beside it.
 */
export function otlpFailure(request: Request, { status, body, headers }: ErrorAnswer): Response {
  const { message } = body.error;
  const code = GRPC_CODES[status];
  if (PROTOBUF_TYPES.has(mediaTypeOf(request))) {
    return protobuf(encodeStatus({ code, message }), { status, headers });
  }
  return Response.json({ code, message, ...body }, { status, headers });
}

/** The codes of https://grpc.io/docs/guides/status-codes/ nearest to ours. */
const GRPC_CODES: Record<ErrorAnswer['status'], number> = {
  400: 3,
  401: 16,
  403: 7,
  404: 5,
  405: 12,
  409: 10,
  413: 3,
  415: 3,
  426: 9,
  429: 8,
  500: 13,
  503: 14,
};

function protobuf(bytes: Uint8Array, init: { status: number; headers?: Record<string, string> }) {
  return new Response(bytes, {
    status: init.status,
    headers: { ...init.headers, 'content-type': PROTOBUF_TYPE },
  });
}
