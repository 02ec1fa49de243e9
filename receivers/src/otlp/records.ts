import { base64Decode } from '@bufbuild/protobuf/wire';
import {
  fieldOf,
  listOf,
  numberOf,
  readAnyValue,
  readAttributes,
  readMap,
  stringOf,
  timeOf,
  type Attributes,
} from './attributes.ts';
import { FRAMES } from './frame.ts';
import { decodeRecord, type OtlpSignal, type OtlpTree } from './wire.ts';

export type Origin = { resource: Attributes; scope: string; scopeVersion: string };

export type LogRecord = {
  origin: Origin;
  /** Epoch ms, or null. */
  time: number | null;
  /** Its event's name, from wherever the sender put it, or ''. */
  eventName: string;
  traceId: string;
  spanId: string;
  attributes: Attributes;
  body: Attributes;
};

type Temporality = 'delta' | 'cumulative' | 'none';

export type MetricPoint = {
  origin: Origin;
  name: string;
  temporality: Temporality;
  startAt: number | null;
  time: number | null;
  value: number | null;
  attributes: Attributes;
};

export type Span = {
  origin: Origin;
  name: string;
  traceId: string;
  spanId: string;
  /** '' for the root of a trace. */
  parentId: string;
  isServer: boolean;
  isClient: boolean;
  startAt: number | null;
  endAt: number | null;
  hasFailed: boolean;
  attributes: Attributes;
  events: readonly Attributes[];
};

/** The log records of a request, in order; null for each that can't be read. */
export function* readLogs(tree: OtlpTree): Generator<LogRecord | null> {
  for (const { origin, record } of recordsOf('logs', tree)) {
    yield record === null ? null : readLog(origin, record);
  }
}

/** The data points of a request, in order; null for each metric that can't be read. */
export function* readPoints(tree: OtlpTree): Generator<MetricPoint | null> {
  for (const { origin, record } of recordsOf('metrics', tree)) {
    if (record === null) yield null;
    else yield* readMetric(origin, record);
  }
}

/** The spans of a request, in order; null for each that can't be read. */
export function* readSpans(tree: OtlpTree): Generator<Span | null> {
  for (const { origin, record } of recordsOf('traces', tree)) {
    yield record === null ? null : readSpan(origin, record);
  }
}

/** The first record of a request as it came: bytes of protobuf, or a value of JSON; undefined for none. */
export function firstRecord(signal: OtlpSignal, tree: OtlpTree): unknown {
  const [resources, scopes, records] = FRAMES[signal];
  for (const ofResource of listOf(fieldOf(tree, resources))) {
    for (const ofScope of listOf(fieldOf(ofResource, scopes))) {
      const [first] = listOf(fieldOf(ofScope, records));
      if (first !== undefined) return first;
    }
  }
  return undefined;
}

function* recordsOf(
  signal: OtlpSignal,
  tree: OtlpTree,
): Generator<{ origin: Origin; record: OtlpTree | null }> {
  const [resources, scopes, records] = FRAMES[signal];
  for (const ofResource of listOf(fieldOf(tree, resources))) {
    const resource = readAttributes(fieldOf(fieldOf(ofResource, 'resource'), 'attributes'));
    for (const ofScope of listOf(fieldOf(ofResource, scopes))) {
      const scope = fieldOf(ofScope, 'scope');
      const origin = {
        resource,
        scope: stringOf(fieldOf(scope, 'name')),
        scopeVersion: stringOf(fieldOf(scope, 'version')),
      };
      for (const raw of listOf(fieldOf(ofScope, records))) {
        yield { origin, record: decodeRecord(signal, raw) };
      }
    }
  }
}

function readLog(origin: Origin, record: OtlpTree): LogRecord {
  const own = readAttributes(fieldOf(record, 'attributes'));
  const inBody = readMap(fieldOf(record, 'body'));
  // Some collectors move them all.
  const attributes = own.size === 0 ? inBody : own;
  const named = [fieldOf(record, 'eventName'), attributes.get('event.name')];
  const body = readAnyValue(fieldOf(record, 'body'));
  return {
    origin,
    time:
      timeOf(fieldOf(record, 'timeUnixNano')) ?? timeOf(fieldOf(record, 'observedTimeUnixNano')),
    eventName: named.map(stringOf).find((name) => name !== '') ?? stringOf(body),
    traceId: hexOf(fieldOf(record, 'traceId')),
    spanId: hexOf(fieldOf(record, 'spanId')),
    attributes,
    body: inBody,
  };
}

function* readMetric(origin: Origin, metric: OtlpTree): Generator<MetricPoint> {
  const name = stringOf(fieldOf(metric, 'name'));
  for (const kind of ['sum', 'gauge', 'histogram', 'exponentialHistogram', 'summary']) {
    const data = fieldOf(metric, kind);
    const temporality = temporalityOf(fieldOf(data, 'aggregationTemporality'));
    for (const point of listOf(fieldOf(data, 'dataPoints'))) {
      yield {
        origin,
        name,
        temporality,
        startAt: timeOf(fieldOf(point, 'startTimeUnixNano')),
        time: timeOf(fieldOf(point, 'timeUnixNano')),
        value: ['asDouble', 'asInt', 'sum']
          .map((field) => numberOf(fieldOf(point, field)))
          .reduce((found, value) => found ?? value),
        attributes: readAttributes(fieldOf(point, 'attributes')),
      };
    }
  }
}

function readSpan(origin: Origin, span: OtlpTree): Span {
  const code = fieldOf(fieldOf(span, 'status'), 'code');
  const kind = fieldOf(span, 'kind');
  return {
    origin,
    name: stringOf(fieldOf(span, 'name')),
    traceId: hexOf(fieldOf(span, 'traceId')),
    spanId: hexOf(fieldOf(span, 'spanId')),
    parentId: hexOf(fieldOf(span, 'parentSpanId')),
    isServer: kind === 'SPAN_KIND_SERVER' || numberOf(kind) === KIND_SERVER,
    isClient: kind === 'SPAN_KIND_CLIENT' || numberOf(kind) === KIND_CLIENT,
    startAt: timeOf(fieldOf(span, 'startTimeUnixNano')),
    endAt: timeOf(fieldOf(span, 'endTimeUnixNano')),
    hasFailed: code === 'STATUS_CODE_ERROR' || numberOf(code) === STATUS_ERROR,
    attributes: readAttributes(fieldOf(span, 'attributes')),
    events: listOf(fieldOf(span, 'events')).map((event) =>
      readAttributes(fieldOf(event, 'attributes')),
    ),
  };
}

const KIND_SERVER = 2;
const KIND_CLIENT = 3;
const STATUS_ERROR = 2;

/** Enums are numbers, but some senders write their names. */
function temporalityOf(raw: unknown): Temporality {
  if (raw === 'AGGREGATION_TEMPORALITY_DELTA' || numberOf(raw) === 1) return 'delta';
  if (raw === 'AGGREGATION_TEMPORALITY_CUMULATIVE' || numberOf(raw) === 2) return 'cumulative';
  return 'none';
}

/**
 * Trace and span ids are bytes in protobuf and hex in JSON, but some senders write them as protobuf's own
 * JSON does.
 */
function hexOf(raw: unknown): string {
  if (raw instanceof Uint8Array) return raw.length <= MAX_ID_BYTES ? hexOfBytes(raw) : '';
  if (typeof raw !== 'string') return '';
  if (HEX_ID.test(raw)) return raw.toLowerCase();
  return BASE64_ID.test(raw) ? hexOfBytes(base64Decode(raw)) : '';
}

const hexOfBytes = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

const MAX_ID_BYTES = 16;
const HEX_ID = /^[0-9a-f]{1,32}$/i;
/** Of 8 or 16 bytes. */
const BASE64_ID = /^([a-z0-9+/]{11}=|[a-z0-9+/]{22}==)$/i;
