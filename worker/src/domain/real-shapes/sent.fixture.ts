import type { JsonValue } from '@bufbuild/protobuf';
import { CLAUDE_CODE } from './claude-code.fixture.ts';
import { FRAMEWORKS } from './frameworks.fixture.ts';
import { HOMEMADE } from './homemade.fixture.ts';
import { IN_THE_WILD } from './in-the-wild.fixture.ts';
import { LIBRARIES } from './libraries.fixture.ts';
import { PLATFORMS } from './platforms.fixture.ts';
import type { Shape, Values } from './shape.fixture.ts';
import { UNUSUAL } from './unusual.fixture.ts';

export const SHAPES = [
  ...CLAUDE_CODE,
  ...LIBRARIES,
  ...FRAMEWORKS,
  ...PLATFORMS,
  ...UNUSUAL,
  ...IN_THE_WILD,
  ...HOMEMADE,
];

const AT = Date.UTC(2026, 4, 4, 12);
const nanos = (ms: number): string => `${String(ms)}000000`;
const hex = (name: string): string =>
  Array.from(name.padEnd(8, '0'), (char) => char.charCodeAt(0).toString(16))
    .join('')
    .slice(0, 16);

const attributesOf = (values: Values): JsonValue[] =>
  Object.entries(values).map(([key, value]) => ({ key, value: anyValue(value) }));

function anyValue(value: Values[string]): JsonValue {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value !== 'number') {
    return { arrayValue: { values: value.map((text) => ({ stringValue: text })) } };
  }
  return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}

/** Its spans or log records as they are sent: inner spans end first. */
export function recordsOf({ spans, logs }: Shape): JsonValue[] {
  if (spans === undefined) {
    return (logs ?? []).map(({ eventName, values }) => ({
      timeUnixNano: nanos(AT),
      ...(eventName === undefined ? {} : { eventName }),
      attributes: attributesOf(values),
    }));
  }
  const sent = spans.map((span, index) => ({
    traceId: hex('trace').repeat(2),
    spanId: hex(span.id),
    ...(span.in === undefined ? {} : { parentSpanId: hex(span.in) }),
    name: span.name,
    kind: span.kind ?? 1,
    startTimeUnixNano: nanos(AT + index),
    endTimeUnixNano: nanos(AT + 100 + index),
    attributes: attributesOf(span.values),
    events: (span.events ?? []).map(({ name, values }) => ({
      name,
      attributes: attributesOf(values),
    })),
    ...(span.hasFailed === true ? { status: { code: 2 } } : {}),
  }));
  return sent.reverse();
}

export type Export = { signal: 'logs' | 'traces'; json: JsonValue };

/** One export of some of its records. */
export function exportOf(shape: Shape, records: readonly JsonValue[]): Export {
  const resource = { attributes: attributesOf(shape.resource ?? { 'service.name': 'shop' }) };
  const scope = { name: shape.scope ?? '' };
  const sent = [...records];
  if (shape.spans === undefined) {
    const scopeLogs = [{ scope, logRecords: sent }];
    return { signal: 'logs', json: { resourceLogs: [{ resource, scopeLogs }] } };
  }
  return {
    signal: 'traces',
    json: { resourceSpans: [{ resource, scopeSpans: [{ scope, spans: sent }] }] },
  };
}
