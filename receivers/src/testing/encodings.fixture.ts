/// <reference types="node" />
import {
  fromBinary,
  fromJson,
  toBinary,
  toJson,
  type DescMessage,
  type JsonObject,
  type JsonValue,
} from '@bufbuild/protobuf';
import { KeyValueListSchema } from '../otlp-proto/attributes_pb.ts';
import { LogRecordSchema, LogsRequestSchema } from '../otlp-proto/logs_pb.ts';
import { MetricSchema, MetricsRequestSchema } from '../otlp-proto/metrics_pb.ts';
import { SpanSchema, TracesRequestSchema } from '../otlp-proto/traces_pb.ts';
import type { OtlpSignal } from '../otlp/wire.ts';

type Shape = { request: DescMessage; record: DescMessage; lists: readonly string[] };

/** The lists of a request, from the outermost; what the last one holds are the records. */
const SHAPES: Readonly<Record<OtlpSignal, Shape>> = {
  logs: {
    request: LogsRequestSchema,
    record: LogRecordSchema,
    lists: ['resourceLogs', 'scopeLogs', 'logRecords'],
  },
  metrics: {
    request: MetricsRequestSchema,
    record: MetricSchema,
    lists: ['resourceMetrics', 'scopeMetrics', 'metrics'],
  },
  traces: {
    request: TracesRequestSchema,
    record: SpanSchema,
    lists: ['resourceSpans', 'scopeSpans', 'spans'],
  },
};

const SKIP_UNKNOWN = { ignoreUnknownFields: true };

/** A JSON request as a client that exports protobuf would have sent it. */
export function toProtobuf(signal: OtlpSignal, json: JsonValue): Uint8Array {
  const { request, record, lists } = SHAPES[signal];
  const tree = mapRecords(json, lists, (value) => {
    const message = fromJson(record, withPackedMaps(mapIds(value, hexToBase64)), SKIP_UNKNOWN);
    return base64Of(toBinary(record, message));
  });
  return toBinary(request, fromJson(request, tree, SKIP_UNKNOWN));
}

/** A protobuf request as a client that exports JSON would have sent it. */
export function toOtlpJson(signal: OtlpSignal, bytes: Uint8Array): JsonValue {
  const { request, record, lists } = SHAPES[signal];
  return mapRecords(toJson(request, fromBinary(request, bytes)), lists, (value) => {
    if (typeof value !== 'string') throw new Error('no bytes');
    const message = fromBinary(record, Buffer.from(value, 'base64'));
    return mapIds(toJson(record, message), base64ToHex);
  });
}

/** A JSON request taken apart into requests of at most so many records. */
export function inPieces(signal: OtlpSignal, json: JsonValue, size: number): JsonValue[] {
  const { lists } = SHAPES[signal];
  let count = 0;
  mapRecords(json, lists, (record) => (count++, record));
  return Array.from({ length: Math.ceil(count / size) }, (_, piece) => {
    let index = 0;
    return mapRecords(json, lists, (record) =>
      Math.floor(index++ / size) === piece ? record : null,
    );
  });
}

function mapRecords(
  node: JsonValue,
  lists: readonly string[],
  change: (record: JsonValue) => JsonValue,
): JsonValue {
  const [list, ...inner] = lists;
  if (list === undefined) return change(node);
  const fields = objectOf(node);
  const items = fields[list];
  if (!Array.isArray(items)) throw new Error(`no list: ${list}`);
  const changed = items.map((item) => mapRecords(item, inner, change));
  return { ...fields, [list]: changed.filter((item) => item !== null) };
}

/** Maps in attributes are bytes in the schema, and a message in JSON. */
function withPackedMaps(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(withPackedMaps);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      key === 'kvlistValue' && typeof item === 'object' && item !== null
        ? base64Of(
            toBinary(
              KeyValueListSchema,
              fromJson(
                KeyValueListSchema,
                Array.isArray(item) ? {} : withPackedMaps(item),
                SKIP_UNKNOWN,
              ),
            ),
          )
        : withPackedMaps(item),
    ]),
  );
}

/** Ids are hexadecimal in OTLP's JSON, and base64 in that of protobuf. */
function mapIds(record: JsonValue, change: (id: string) => string): JsonObject {
  return Object.fromEntries(
    Object.entries(objectOf(record)).map(([key, value]) => [
      key,
      /^(trace|span|parentSpan)Id$/.test(key) && typeof value === 'string' ? change(value) : value,
    ]),
  );
}

function objectOf(node: JsonValue): JsonObject {
  if (typeof node !== 'object' || node === null || Array.isArray(node)) {
    throw new Error('no object');
  }
  return node;
}

const base64Of = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const hexToBase64 = (id: string): string => Buffer.from(id, 'hex').toString('base64');
const base64ToHex = (id: string): string => Buffer.from(id, 'base64').toString('hex');
