import type { TelemetryEvent } from '@claude-monitor/protocol';
import type { OtlpBatch } from '../otlp/batch.ts';
import { normalise } from './captures.fixture.ts';

/** Values of attributes as a test writes them: a number without a fraction is sent as an integer. */
export type Values = Readonly<Record<string, string | number | boolean>>;

export const START = 1_795_343_880_000;
export const TRACE = '0af7651916cd43dd8448eb211c80319c';
export const nanos = (ms: number): string => `${String(ms)}000000`;

export const attributesOf = (values: Values): object[] =>
  Object.entries(values).map(([key, value]) => ({ key, value: anyValue(value) }));

function anyValue(value: string | number | boolean): object {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}

export type From = { resource?: Values; scope?: { name: string; version?: string } };

export const spanOf = (values: Values, more: object = {}): object => ({
  traceId: TRACE,
  spanId: 'b7ad6b7169203331',
  name: 'span',
  startTimeUnixNano: nanos(START),
  endTimeUnixNano: nanos(START + 250),
  attributes: attributesOf(values),
  ...more,
});

export const ofSpans = (spans: readonly object[], { resource, scope }: From = {}): OtlpBatch =>
  normalise('traces', {
    json: {
      resourceSpans: [
        {
          resource: { attributes: attributesOf(resource ?? { 'service.name': 'planner' }) },
          scopeSpans: [{ ...(scope === undefined ? {} : { scope }), spans }],
        },
      ],
    },
  });

export const ofLogs = (logRecords: readonly object[], { resource, scope }: From = {}): OtlpBatch =>
  normalise('logs', {
    json: {
      resourceLogs: [
        {
          resource: { attributes: attributesOf(resource ?? { 'service.name': 'planner' }) },
          scopeLogs: [{ ...(scope === undefined ? {} : { scope }), logRecords }],
        },
      ],
    },
  });

export const usageIn = ({ events }: OtlpBatch): Extract<TelemetryEvent, { type: 'usage' }>[] =>
  events.flatMap((event) => (event.type === 'usage' ? [event] : []));
