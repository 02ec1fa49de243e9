import type { OtlpSignal } from '../otlp/wire.ts';

/**
 * The standard's own example bodies, by their shape
 * (https://github.com/open-telemetry/opentelemetry-proto/tree/main/examples): times as bare numbers of 64 bits, ids
 * in capital hex, attributes of a scope, lists and maps as values, and in one of them a map that is none.
 */
const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'my.service' } }] };
const scope = {
  name: 'my.library',
  version: '1.0.0',
  attributes: [{ key: 'my.scope.attribute', value: { stringValue: 'some scope attribute' } }],
};
const attributes = [
  { key: 'boolean.attribute', value: { boolValue: true } },
  { key: 'array.attribute', value: { arrayValue: { values: [{ stringValue: 'many' }] } } },
  {
    key: 'map.attribute',
    value: { kvlistValue: { values: [{ key: 'some.key', value: { stringValue: 'x' } }] } },
  },
];
const AT = 1544712660300000000;
const times = { startTimeUnixNano: AT, timeUnixNano: AT };

export const EXAMPLES: [name: string, signal: OtlpSignal, body: object, records: number][] = [
  [
    'trace.json',
    'traces',
    {
      resourceSpans: [
        {
          resource,
          scopeSpans: [
            {
              scope,
              spans: [
                {
                  traceId: '5B8EFFF798038103D269B633813FC60C',
                  spanId: 'EEE19B7EC3C1B174',
                  parentSpanId: 'EEE19B7EC3C1B173',
                  name: "I'm a server span",
                  startTimeUnixNano: AT,
                  endTimeUnixNano: AT,
                  kind: 2,
                  attributes,
                },
              ],
            },
          ],
        },
      ],
    },
    1,
  ],
  [
    'metrics.json',
    'metrics',
    {
      resourceMetrics: [
        {
          resource,
          scopeMetrics: [
            {
              scope,
              metrics: [
                {
                  name: 'my.counter',
                  unit: '1',
                  sum: {
                    aggregationTemporality: 1,
                    isMonotonic: true,
                    dataPoints: [{ asDouble: 5, ...times, attributes }],
                  },
                },
                { name: 'my.gauge', gauge: { dataPoints: [{ asDouble: 10, timeUnixNano: AT }] } },
                {
                  name: 'my.histogram',
                  histogram: {
                    aggregationTemporality: 1,
                    dataPoints: [{ ...times, count: 3, sum: 3, bucketCounts: [1, 1, 1] }],
                  },
                },
                {
                  name: 'my.exponential.histogram',
                  exponentialHistogram: {
                    aggregationTemporality: 1,
                    dataPoints: [{ ...times, count: 3, sum: 10, scale: 0 }],
                  },
                },
              ],
            },
          ],
        },
      ],
    },
    4,
  ],
  [
    'logs.json',
    'logs',
    {
      resourceLogs: [
        {
          resource,
          scopeLogs: [
            {
              scope,
              logRecords: [
                {
                  timeUnixNano: AT,
                  observedTimeUnixNano: AT,
                  severityText: 'Information',
                  traceId: '5B8EFFF798038103D269B633813FC60C',
                  spanId: 'EEE19B7EC3C1B174',
                  body: { stringValue: 'Example log record' },
                  attributes,
                },
              ],
            },
          ],
        },
      ],
    },
    1,
  ],
  [
    'events.json',
    'logs',
    {
      resourceLogs: [
        {
          resource,
          scopeLogs: [
            {
              scope,
              logRecords: [
                {
                  timeUnixNano: String(AT),
                  attributes: [{ key: 'event.name', value: { stringValue: 'browser.page_view' } }],
                  body: { kvlistValue: [{ key: 'type', value: { intValue: '0' } }] },
                },
              ],
            },
          ],
        },
      ],
    },
    1,
  ],
];
