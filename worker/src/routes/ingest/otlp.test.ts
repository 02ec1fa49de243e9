import { gzipSync } from 'node:zlib';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { describe, expect, test } from 'vitest';
import { AppError, LIMITS } from '@claude-monitor/protocol';
import {
  ExportResponseSchema,
  FailureStatusSchema,
} from '../../../../receivers/src/otlp-proto/answers_pb.ts';
import {
  LogRecordSchema,
  LogsRequestSchema,
} from '../../../../receivers/src/otlp-proto/logs_pb.ts';
import { createApp } from '../../app.ts';
import { createFakeDeps, NOW, ORIGIN } from '../../testing/deps.fixture.ts';

const PROTOBUF = { 'content-type': 'application/x-protobuf' };
const GZIP = { 'content-encoding': 'gzip' };
const SIGNALS = ['logs', 'metrics', 'traces'] as const;

type Sent = { signal?: string; headers?: Record<string, string>; scheme?: string };

async function post(
  body: BodyInit,
  { signal = 'logs', headers = {}, scheme = 'Bearer ' }: Sent = {},
) {
  const fake = createFakeDeps();
  const key = await fake.keyOf('team', ['ingest']);
  const app = createApp(fake.deps);
  const send = async (authorization = `${scheme}${key}`) =>
    await app.request(`${ORIGIN}/v1/${signal}`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json', ...headers },
      body,
      ...(body instanceof ReadableStream ? { duplex: 'half' } : {}),
    });
  return { response: await send(), send, hub: fake.hub('team'), fake };
}

const attribute = (key: string, value: string | number) => ({
  key,
  value: typeof value === 'string' ? { stringValue: value } : { intValue: value },
});

const apiRequest = (sequence: number, more: Record<string, string | number> = {}) => ({
  timeUnixNano: String(NOW * 1e6),
  attributes: Object.entries({
    'session.id': 'run',
    'event.name': 'api_request',
    'event.sequence': sequence,
    'event.timestamp': new Date(NOW).toISOString(),
    input_tokens: 5,
    output_tokens: 7,
    request_id: `req_${String(sequence)}`,
    ...more,
  }).map(([key, value]) => attribute(key, value)),
});

const scope = { name: 'com.anthropic.claude_code.events' };
const logs = (...logRecords: unknown[]) => ({
  resourceLogs: [{ resource: { attributes: [] }, scopeLogs: [{ scope, logRecords }] }],
});
const json = (...records: unknown[]) => JSON.stringify(logs(...records));

/** The same in protobuf; a record may be given as bytes that are none. */
function protobuf(...records: (ReturnType<typeof apiRequest> | Uint8Array)[]) {
  const logRecords = records.map((record) => {
    if (record instanceof Uint8Array) return record;
    const attributes = record.attributes.map(({ key, value }) => ({
      key,
      value: value.intValue === undefined ? value : { intValue: BigInt(value.intValue) },
    }));
    const message = { timeUnixNano: BigInt(record.timeUnixNano), attributes };
    return toBinary(LogRecordSchema, create(LogRecordSchema, message));
  });
  const request = { resourceLogs: [{ scopeLogs: [{ scope, logRecords }] }] };
  return toBinary(LogsRequestSchema, create(LogsRequestSchema, request));
}

const bytesOf = async (response: Response) => new Uint8Array(await response.arrayBuffer());

describe('POST /v1/logs', () => {
  test('[ING1] takes JSON and answers an empty object', async () => {
    const { response, hub } = await post(json(apiRequest(0), apiRequest(1)));
    expect([response.status, await response.json()]).toEqual([200, {}]);
    expect(response.headers.get('content-type')).toContain('application/json');
    expect(hub.ingested.flatMap(({ events }) => events)).toMatchObject([
      { type: 'usage', source: 'otlp', requestId: 'req_0', inputTokens: 5 },
      { type: 'usage', requestId: 'req_1' },
      { type: 'sequence', from: 0, to: 1, count: 2 },
    ]);
  });

  test('takes protobuf, the same events, and answers in protobuf', async () => {
    const ofJson = await post(json(apiRequest(0)));
    const { response, hub } = await post(protobuf(apiRequest(0)), { headers: PROTOBUF });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/x-protobuf');
    expect((await bytesOf(response)).length).toBe(0);
    expect(hub.ingested).toEqual(ofJson.hub.ingested);
  });

  test('takes gzip of both, and a body without a length', async () => {
    const chunked = new Response(json(apiRequest(0))).body ?? '';
    for (const { response, hub } of [
      await post(gzipSync(json(apiRequest(0))), { headers: GZIP }),
      await post(gzipSync(protobuf(apiRequest(0))), { headers: { ...PROTOBUF, ...GZIP } }),
      await post(chunked),
    ]) {
      expect(response.status).toBe(200);
      expect(hub.ingested[0]?.events).toHaveLength(2);
    }
  });

  test('[ING2] sent twice it is taken once', async () => {
    const { send, hub } = await post(json(apiRequest(0)));
    expect((await send()).status).toBe(200);
    const [first, second] = hub.ingested;
    expect(second?.events).toEqual(first?.events);
  });

  test('[ING3] says how many records it did not take, and keeps the others', async () => {
    const bad = [apiRequest(0), apiRequest(1, { input_tokens: -1 }), { attributes: 7 }];
    const { response, hub } = await post(json(...bad));
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      partialSuccess: {
        rejectedLogRecords: '2',
        errorMessage: expect.stringMatching(/^2 of 3 .* inputTokens: /),
      },
    });
    expect(hub.ingested[0]?.events).toContainEqual(expect.objectContaining({ requestId: 'req_0' }));
    expect(hub.ingested[0]?.rejected).toEqual({ invalid_event: 2 });
  });

  test('[ING3] a broken record of protobuf costs only itself', async () => {
    const lengthOf2Gb = Uint8Array.of(0x0a, 0xff, 0xff, 0xff, 0xff, 0x07);
    const { response, hub } = await post(protobuf(lengthOf2Gb, apiRequest(1)), {
      headers: PROTOBUF,
    });
    expect(response.status).toBe(200);
    const { partialSuccess } = fromBinary(ExportResponseSchema, await bytesOf(response));
    expect(partialSuccess?.rejected).toBe(1n);
    expect(hub.ingested[0]?.events).toContainEqual(expect.objectContaining({ requestId: 'req_1' }));
  });

  test('[ING5] what is too old is among the rejected', async () => {
    const old = { 'event.timestamp': '2001-01-01T00:00:00Z' };
    const { response } = await post(json(apiRequest(0, old)));
    expect(await response.json()).toMatchObject({ partialSuccess: { rejectedLogRecords: '1' } });
  });

  test('[ING4] more events than a call may carry go in several', async () => {
    const records = Array.from({ length: LIMITS.batchItems + 5 }, (_, n) => apiRequest(n));
    const { response, hub } = await post(gzipSync(json(...records)), { headers: GZIP });
    expect(response.status).toBe(200);
    expect(hub.ingested.map(({ events }) => events.length)).toEqual([LIMITS.batchItems, 6]);
  });

  test('[ING3] says that nothing was stored of what is about no agent, and rejects none of it', async () => {
    const other = { timeUnixNano: String(NOW * 1e6), body: { stringValue: 'Example log record' } };
    const { response, hub } = await post(
      JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: [other] }] }] }),
    );
    expect([response.status, await response.json()]).toEqual([
      200,
      {
        partialSuccess: {
          errorMessage: expect.stringContaining('1 of 1 are not about an AI agent'),
        },
      },
    ]);
    expect(hub.ingested[0]).toMatchObject({
      events: [],
      unknownNames: [{ name: 'not-about-an-agent', kind: 'event' }],
    });
  });

  test('takes a key that was sent percent-encoded', async () => {
    for (const scheme of ['Bearer%20', 'bearer  ']) {
      expect((await post(json(apiRequest(0)), { scheme })).response.status).toBe(200);
    }
  });

  test('names that nobody knows are counted, and change nothing', async () => {
    const { hub } = await post(json(apiRequest(0, { 'new.attribute': 'x', newer: 5 })));
    expect(hub.ingested[0]).toMatchObject({
      rejected: { unknown_otlp_name: 2 },
      unknownNames: [
        { client: 'claude-code', version: null, kind: 'attribute', name: 'new.attribute' },
        { kind: 'attribute', name: 'newer', count: 1 },
      ],
      events: [{ inputTokens: 5, outputTokens: 7 }, { type: 'sequence' }],
    });
  });
});

describe.each(SIGNALS)('POST /v1/%s', (signal) => {
  test.each([
    ['JSON', '{}', {}],
    ['protobuf', new Uint8Array(), PROTOBUF],
  ])('an empty request of %s is a success', async (_, body, headers) => {
    expect((await post(body, { signal, headers })).response.status).toBe(200);
  });

  const bad: [string, BodyInit, Record<string, string>, number][] = [
    ['broken JSON', '{"resource', {}, 400],
    ['an array', '[]', {}, 400],
    ['a list that is none', '{"resourceLogs":5,"resourceMetrics":5,"resourceSpans":5}', {}, 400],
    ['bad UTF-8', Uint8Array.of(0xff), {}, 400],
    ['deep nesting', '['.repeat(100_000), {}, 400],
    ['broken gzip', 'plain', GZIP, 400],
    ['broken protobuf', Uint8Array.of(0x0a, 0xff, 0xff, 0xff, 0xff, 0x07), PROTOBUF, 400],
    ['10 MB', ' '.repeat(10_000_000), {}, 413],
    ['10 MB of protobuf', new Uint8Array(10_000_000), PROTOBUF, 413],
    ['a gzip bomb', gzipSync(new Uint8Array(64_000_000)), { ...PROTOBUF, ...GZIP }, 413],
    ['text', 'a', { 'content-type': 'text/plain' }, 415],
  ];
  test.each(bad)(
    '[ING4] %s: a status in the encoding it came in',
    async (_, body, headers, status) => {
      const { response, hub, fake } = await post(body, { signal, headers });
      expect(response.status).toBe(status);
      if (headers['content-type'] === PROTOBUF['content-type']) {
        expect(response.headers.get('content-type')).toBe('application/x-protobuf');
        const answer = fromBinary(FailureStatusSchema, await bytesOf(response));
        expect(answer).toMatchObject({ code: 3, message: expect.stringMatching(/\w/) });
      } else {
        expect(await response.json()).toMatchObject({ code: 3, message: expect.any(String) });
      }
      expect(hub.ingested).toEqual([]);
      expect(fake.reports).toEqual([]);
    },
  );

  test('[SHR1] a wrong key is 401 in the encoding it came in', async () => {
    const { send } = await post(new Uint8Array(), { signal, headers: PROTOBUF });
    const response = await send('Bearer guessed');
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    expect(fromBinary(FailureStatusSchema, await bytesOf(response)).code).toBe(16);
  });

  test('[ING6] a hub that is away is 503 with Retry-After', async () => {
    const { send, hub } = await post('{}', { signal });
    hub.fault = Object.assign(new Error('reset'), { durableObjectReset: true });
    const response = await send();
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await response.json()).toMatchObject({ code: 14 });
  });
});

test('a sender that is asked to slow down learns for how long', async () => {
  const { send, hub } = await post('{}');
  hub.fault = new AppError('rate_limited', 'Slower, please.', { retryAfterSeconds: 7 });
  const response = await send();
  expect([response.status, response.headers.get('retry-after')]).toEqual([429, '7']);
  expect(await response.json()).toMatchObject({ code: 8, message: 'Slower, please.' });
});

test('[ING4] more records than may be sent at once are 413', async () => {
  const { response } = await post(json(...Array<object>(LIMITS.otlpRecords + 1).fill({})));
  expect(response.status).toBe(413);
});
