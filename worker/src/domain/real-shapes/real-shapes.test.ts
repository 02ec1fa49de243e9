import {
  fold,
  memoryStorage,
  newFoldState,
  recordsSaved,
  saveRecords,
  sessionDetail,
} from '@claude-monitor/fold';
import { noUsage, USAGE_SUM_FIELDS, type UsageSums } from '@claude-monitor/protocol';
import { normaliseOtlp } from '@claude-monitor/receivers';
import { expect, test } from 'vitest';
import { listPrice } from '../pricing/pricing.ts';
import { CLAUDE_CODE } from './claude-code.fixture.ts';
import { FRAMEWORKS } from './frameworks.fixture.ts';
import { HOMEMADE } from './homemade.fixture.ts';
import { IN_THE_WILD } from './in-the-wild.fixture.ts';
import { LIBRARIES } from './libraries.fixture.ts';
import { PLATFORMS } from './platforms.fixture.ts';
import type { Shape, Values } from './shape.fixture.ts';
import { UNUSUAL } from './unusual.fixture.ts';

const SHAPES = [
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

const attributesOf = (values: Values): object[] =>
  Object.entries(values).map(([key, value]) => ({ key, value: anyValue(value) }));

function anyValue(value: Values[string]): object {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value !== 'number') {
    return { arrayValue: { values: value.map((text) => ({ stringValue: text })) } };
  }
  return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}

function bodyOf({ spans, logs, scope = '', resource = { 'service.name': 'shop' } }: Shape) {
  const of = { resource: { attributes: attributesOf(resource) } };
  if (spans === undefined) {
    const logRecords = (logs ?? []).map(({ eventName, values }) => ({
      timeUnixNano: nanos(AT),
      ...(eventName === undefined ? {} : { eventName }),
      attributes: attributesOf(values),
    }));
    return normaliseOtlp('logs', {
      json: { resourceLogs: [{ ...of, scopeLogs: [{ scope: { name: scope }, logRecords }] }] },
    });
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
  // Inner spans end first.
  return normaliseOtlp('traces', {
    json: {
      resourceSpans: [{ ...of, scopeSpans: [{ scope: { name: scope }, spans: sent.reverse() }] }],
    },
  });
}

const priceOf = listPrice();

function figuresOf(shape: Shape) {
  const result = bodyOf(shape);
  if (!result.ok) throw new Error(result.message);
  const { events, refused, notRead } = result.batch;
  const storage = memoryStorage();
  const state = newFoldState({ storage });
  for (const [index, event] of events.entries()) fold(state, event, { seq: index + 1, priceOf });
  const sums: UsageSums = noUsage();
  const models = new Set<string | null>();
  const reasons = new Set<string | null>();
  let [tools, errors] = [0, 0];
  saveRecords(state);
  recordsSaved(state);
  for (const key of storage.keys('session')) {
    for (const attempt of state.sessions.get(key)?.attempts ?? []) {
      const { usage, toolCalls } = attempt.figures;
      for (const field of USAGE_SUM_FIELDS) sums[field] += usage[field];
      tools += toolCalls;
      errors += attempt.figures.errors;
      for (const request of sessionDetail(state, attempt.id, priceOf)?.requests ?? []) {
        models.add(request.model);
        reasons.add(request.unpriced);
      }
    }
  }
  return { sums, tools, errors, refused, notRead: [...notRead], models, reasons };
}

test.each(SHAPES.map((shape) => [shape.sender, shape] as const))(
  '[USE2] %s is counted as it was used, or says why not',
  (_, shape) => {
    const { truth } = shape;
    const { sums, tools, errors, refused, notRead, models, reasons } = figuresOf(shape);
    const isPriced = typeof truth.cost === 'number';
    expect(refused).toEqual([]);
    expect({ ...sums, tools, errors, notRead }).toEqual({
      requests: truth.requests,
      inputTokens: truth.input,
      outputTokens: truth.output,
      cacheReadTokens: truth.read ?? 0,
      cacheCreationTokens: truth.write ?? 0,
      costMicros: isPriced ? truth.cost : 0,
      unpricedRequests: isPriced ? 0 : truth.requests,
      tools: truth.tools ?? 0,
      errors: truth.errors ?? 0,
      notRead: truth.notRead ?? [],
    });
    if (!isPriced) expect([...reasons]).toEqual([truth.cost]);
    if (truth.model !== undefined) expect([...models]).toEqual([truth.model]);
  },
);

test('there are as many as are asked for, each with where it was read', () => {
  expect(SHAPES.length).toBeGreaterThanOrEqual(30);
  expect(SHAPES.every(({ source }) => source !== '')).toBe(true);
});
