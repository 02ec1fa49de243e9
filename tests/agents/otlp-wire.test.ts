import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { apiOf, eventually, type Api } from '../whole/http/api.ts';
import { startMonitor, type Monitor } from '../whole/monitor/monitor.ts';
import { startFromParts } from '../whole/monitor/parts-monitor.ts';
import { ask, expectRefused, type Request } from '../whole/http/request.ts';
import { writeSlowly } from '../whole/http/slow-writer.ts';

/** What exporters send in the field, on the running project: counted, or refused in words that say what to do. */

const JSON_TYPE = { 'content-type': 'application/json' };
const SEVERAL_MB = 7 * 1024 * 1024;

let monitor: Monitor;
let api: Api;
let taken = 0;

beforeAll(async () => {
  monitor = await startMonitor();
  api = apiOf(monitor);
});

afterAll(async () => {
  expect(await monitor.stop()).toBe(0);
});

const bearer = (key: string): { authorization: string } => ({ authorization: `Bearer ${key}` });

const post = async (path: string, body: string | Buffer, headers: Record<string, string> = {}) =>
  await ask(monitor, {
    method: 'POST',
    path,
    headers: { ...bearer(monitor.ingestKey), ...JSON_TYPE, ...headers },
    body,
  });

let serial = 0;
const attribute = (key: string, value: string | number) => ({
  key,
  value: typeof value === 'string' ? { stringValue: value } : { intValue: value },
});

/** One request of a model as Claude Code logs it; `number` makes it unique. */
function oneRequest(): string {
  const number = serial++;
  const attributes = Object.entries({
    'session.id': 'wire',
    'event.name': 'api_request',
    'event.timestamp': new Date().toISOString(),
    'event.sequence': number,
    model: 'claude-sonnet-4-5',
    input_tokens: 3,
    output_tokens: 2,
    request_id: `req_wire_${String(number)}`,
  }).map(([key, value]) => attribute(key, value));
  const logRecords = [{ timeUnixNano: `${String(Date.now())}000000`, attributes }];
  const scope = { name: 'com.anthropic.claude_code.events' };
  return JSON.stringify({ resourceLogs: [{ resource: {}, scopeLogs: [{ scope, logRecords }] }] });
}

const snakeOf = (json: string): string =>
  json.replace(
    /"(\w+)":/g,
    (_, name: string) => `"${name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}":`,
  );

describe('a path that is almost right', () => {
  test.each([
    '/v1/logs',
    '/v1/logs/',
    '//v1/logs',
    '/v1//logs',
    '/v1/logs/v1/logs',
    '/v1/traces/v1/logs',
    '/v1/v1/logs',
    '/logs',
  ])('%s is that of logs', async (path) => {
    expect(await post(path, oneRequest())).toMatchObject({ status: 200, json: {} });
    taken++;
  });

  test.each([
    ['/otlp/v1/logs', '/v1/logs'],
    ['/V1/Logs', '/v1/logs'],
    ['/v1/log', '/v1/logs'],
    ['/', '/v1/logs'],
    ['/v1', '/v1/logs'],
    ['/api/public/otel/v1/traces', '/v1/traces'],
    ['/opentelemetry.proto.collector.trace.v1.TraceService/Export', '/v1/traces'],
  ])('%s is a 404 that names %s', async (path, named) => {
    const answer = await post(path, oneRequest());
    expectRefused(answer, { status: 404, code: 'not_found' });
    expect(answer.text).toContain(named);
    expect(answer.header('content-type')).toContain('application/json');
  });
});

describe('a body in another form', () => {
  test.each<[string, (json: string) => Buffer]>([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['deflate', deflateRawSync],
    ['zstd', zstdCompressSync],
  ])('%s is read, whole and in members', async (coding, encode) => {
    const headers = { 'content-encoding': coding };
    expect(await post('/v1/logs', encode(oneRequest()), headers)).toMatchObject({ status: 200 });
    const json = oneRequest();
    const members = [encode(json.slice(0, 50)), encode(json.slice(50))];
    const answer = await post('/v1/logs', Buffer.concat(members), headers);
    expect(answer).toMatchObject({ status: 200, json: {} });
    taken += 2;
  });

  test('names of fields in snake_case are counted', async () => {
    const body = snakeOf(oneRequest());
    expect(body).toContain('"resource_logs"');
    expect(await post('/v1/logs', body)).toMatchObject({ status: 200, json: {} });
    taken++;
  });

  test.each(['metrics', 'traces'])('one of logs at /v1/%s is refused', async (signal) => {
    const answer = await post(`/v1/${signal}`, oneRequest());
    expectRefused(answer, { status: 400, code: 'invalid_body' });
    expect(answer.text).toContain('/v1/logs');
  });

  test.each<[Record<string, string>, string]>([
    [{ 'content-encoding': 'br' }, 'gzip'],
    [{ 'content-encoding': 'snappy' }, 'gzip'],
    [{ 'content-type': 'application/grpc' }, 'http/protobuf'],
    [{ 'content-type': 'text/plain' }, 'application/x-protobuf'],
  ])('%j is a 415 that names what is read', async (headers, named) => {
    const answer = await post('/v1/logs', oneRequest(), headers);
    expectRefused(answer, { status: 415, code: 'unsupported_media_type' });
    expect(answer.text).toContain(named);
  });
});

/** Requests of somebody else, with each kind of value and point that the standard has. */
const FOREIGN = {
  logs: {
    resourceLogs: [
      {
        resource: { attributes: [attribute('service.name', 'shop')] },
        scopeLogs: [
          {
            scope: { name: 'till', version: '2.0', attributes: [attribute('a', 'b')] },
            logRecords: [
              {
                timeUnixNano: 1_700_000_000_000_000_000,
                severityText: 'Information',
                traceId: '0AF7651916CD43DD8448EB211C80319C',
                spanId: 'B7AD6B7169203331',
                body: { stringValue: 'sold' },
                attributes: [
                  attribute('text', 'x'),
                  attribute('int', 10),
                  { key: 'flag', value: { boolValue: true } },
                  { key: 'double', value: { doubleValue: 1.5 } },
                  { key: 'list', value: { arrayValue: { values: [{ stringValue: 'many' }] } } },
                  { key: 'map', value: { kvlistValue: { values: [attribute('k', 'v')] } } },
                ],
              },
            ],
          },
        ],
      },
    ],
  },
  metrics: {
    resourceMetrics: [
      {
        scopeMetrics: [
          {
            metrics: [
              {
                name: 'sold',
                unit: '1',
                sum: {
                  aggregationTemporality: 1,
                  isMonotonic: true,
                  dataPoints: [{ asDouble: 5, timeUnixNano: 1_700_000_000_000_000_000 }],
                },
              },
              { name: 'open', gauge: { dataPoints: [{ asInt: '10', attributes: [] }] } },
              {
                name: 'waited',
                histogram: {
                  aggregationTemporality: 2,
                  dataPoints: [{ count: 3, sum: 3, bucketCounts: [1, 2], explicitBounds: [1] }],
                },
              },
              { name: 'taken', exponentialHistogram: { dataPoints: [{ scale: 1, zeroCount: 2 }] } },
              { name: 'kept', summary: { dataPoints: [{ count: '2', sum: 4 }] } },
            ],
          },
        ],
      },
    ],
  },
  traces: {
    resourceSpans: [
      {
        scopeSpans: [
          {
            spans: [
              {
                traceId: '0AF7651916CD43DD8448EB211C80319C',
                spanId: 'B7AD6B7169203331',
                name: 'GET /',
                kind: 2,
                startTimeUnixNano: 1_700_000_000_000_000_000,
                endTimeUnixNano: 1_700_000_001_000_000_000,
                status: { code: 'STATUS_CODE_ERROR', message: 'no' },
                events: [{ name: 'e', timeUnixNano: '1' }],
              },
            ],
          },
        ],
      },
    ],
  },
};

test.each(Object.keys(FOREIGN))(
  '%s of somebody else are answered, and count nothing',
  async (name) => {
    const body = JSON.stringify(Object.entries(FOREIGN).find(([signal]) => signal === name)?.[1]);
    expect(await post(`/v1/${name}`, body)).toMatchObject({ status: 200 });
    expect(await post(`/v1/${name}`, snakeOf(body))).toMatchObject({ status: 200 });
    for (const other of Object.keys(FOREIGN).filter((signal) => signal !== name)) {
      expect(await post(`/v1/${other}`, body)).toMatchObject({ status: 400 });
      expect(await post(`/v1/${other}`, snakeOf(body))).toMatchObject({ status: 400 });
    }
  },
);

describe('a refusal reaches who is still writing several MB', () => {
  const writing = (more: Partial<Request>): Request => ({
    method: 'POST',
    path: '/v1/logs',
    body: Buffer.alloc(SEVERAL_MB, ' '),
    ...more,
  });

  test.each<[string, () => Request, { status: number; code: string }]>([
    [
      'a wrong key',
      () => writing({ headers: { ...JSON_TYPE, ...bearer('wrong') } }),
      { status: 401, code: 'unauthorized' },
    ],
    ['no key', () => writing({ headers: JSON_TYPE }), { status: 401, code: 'unauthorized' }],
    [
      'a key that may only read',
      () => writing({ path: '/v1/keys', headers: { ...JSON_TYPE, ...bearer(monitor.readKey) } }),
      { status: 413, code: 'body_too_large' },
    ],
    [
      'another type',
      () => writing({ headers: { 'content-type': 'text/plain', ...bearer(monitor.ingestKey) } }),
      { status: 415, code: 'unsupported_media_type' },
    ],
    [
      'another coding',
      () =>
        writing({
          headers: { ...JSON_TYPE, 'content-encoding': 'br', ...bearer(monitor.ingestKey) },
        }),
      { status: 415, code: 'unsupported_media_type' },
    ],
    [
      'another path',
      () => writing({ path: '/otlp/v1/logs', headers: bearer(monitor.ingestKey) }),
      { status: 404, code: 'not_found' },
    ],
    ['the dashboard', () => writing({ path: '/' }), { status: 404, code: 'not_found' }],
    [
      'another origin',
      () => writing({ headers: { origin: 'https://evil.example' } }),
      { status: 403, code: 'bad_origin' },
    ],
    [
      'another method',
      () => writing({ method: 'PUT', headers: { ...JSON_TYPE, ...bearer(monitor.ingestKey) } }),
      { status: 405, code: 'method_not_allowed' },
    ],
  ])('%s', async (_, request, expected) => {
    expectRefused(await ask(monitor, request()), expected);
    const chunked = request();
    const headers = { ...chunked.headers, 'transfer-encoding': 'chunked' };
    expectRefused(await ask(monitor, { ...chunked, headers }), expected);
    for (const slow of [request(), { ...chunked, headers }]) {
      expectRefused(await writeSlowly(monitor, slow), expected);
    }
  });

  test('too many requests of one key, by the limiter of the runtime', async () => {
    const dataFolder = mkdtempSync(join(tmpdir(), 'claude-monitor-limited-'));
    // Windows stand by the clock: more than two of them hold is too much in any.
    const limited = await startFromParts(dataFolder, { rate: { limit: 2, period: 60 } });
    try {
      const headers = { ...JSON_TYPE, ...bearer(limited.ingestKey) };
      const small = { method: 'POST', path: '/v1/logs', headers, body: oneRequest() };
      for (let times = 0; times < 5; times++) await ask(limited, small);
      for (const path of ['/v1/logs', '/v1/traces', '/v1/metrics', '/v1/events', '/mcp']) {
        const large = writing({ path, headers });
        const chunked = { ...large, headers: { ...headers, 'transfer-encoding': 'chunked' } };
        const answers = [
          await ask(limited, large),
          await writeSlowly(limited, large),
          await writeSlowly(limited, chunked),
        ];
        for (const answer of answers) {
          expectRefused(answer, { status: 429, code: 'rate_limited' });
          expect(answer.header('retry-after')).toBe('10');
        }
      }
    } finally {
      await limited.stop();
      rmSync(dataFolder, { recursive: true, force: true });
    }
  });
});

test('what was taken is counted, each once', async () => {
  const { totals } = await eventually(
    api.usage,
    ({ fresh, totals: { requests } }) => fresh && requests >= taken,
  );
  expect(totals).toMatchObject({
    requests: taken,
    inputTokens: 3 * taken,
    outputTokens: 2 * taken,
  });
});
