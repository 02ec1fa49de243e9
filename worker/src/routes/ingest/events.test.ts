import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { errorBodySchema, ingestAnswerSchema, LIMITS } from '@claude-monitor/protocol';
import { createApp } from '../../app.ts';
import { createFakeDeps, NOW, ORIGIN } from '../../testing/deps.fixture.ts';

const event = { type: 'session.start', id: 'e1', time: NOW, sessionId: 's1' };
const { id: _, ...withoutId } = event;
const NDJSON = { 'content-type': 'application/x-ndjson' };
const GZIP = { 'content-encoding': 'gzip' };

async function post(body: BodyInit, headers: Record<string, string> = {}) {
  const fake = createFakeDeps();
  const key = await fake.keyOf('team', ['ingest']);
  const app = createApp(fake.deps);
  const send = async () =>
    await app.request(`${ORIGIN}/v1/events`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${key}`,
        'content-type': 'application/json',
        ...headers,
      },
      body,
    });
  return { response: await send(), again: send, ingested: fake.hub('team').ingested, fake };
}

const batch = (events: unknown[], more: object = {}) => JSON.stringify({ events, ...more });

describe('POST /v1/events', () => {
  test('[ING3] answers per item, in order; one bad item never rejects the rest', async () => {
    const events = [{ ...event, type: 'nonsense' }, event, 7, { ...event, time: 0, id: 'old' }];
    const { response, ingested } = await post(batch(events));
    expect(response.status).toBe(202);
    expect(await response.json()).toMatchObject({
      accepted: 1,
      duplicates: 0,
      rejected: 3,
      results: [
        { id: 'e1', status: 'rejected', code: 'unknown_type', path: 'type' },
        { id: 'e1', status: 'accepted' },
        { id: null, status: 'rejected', code: 'invalid_event' },
        { id: 'old', status: 'rejected', code: 'too_old', path: 'time' },
      ],
    });
    expect(ingested).toMatchObject([{ rejected: { unknown_type: 1, invalid_event: 1 } }]);
  });

  test('[ING2] a batch sent twice is answered as duplicates', async () => {
    const { response, again } = await post(batch([event]));
    expect(await response.json()).toMatchObject({ accepted: 1, duplicates: 0 });
    expect(await (await again()).json()).toMatchObject({ accepted: 0, duplicates: 1 });
  });

  test('[ING2] an Idempotency-Key gives ids, the same each time', async () => {
    const { response, again } = await post(batch([withoutId]), { 'idempotency-key': 'k1' });
    expect(await response.json()).toMatchObject({ results: [{ id: 'k1:0', status: 'accepted' }] });
    expect(await (await again()).json()).toMatchObject({ duplicates: 1 });
  });

  test('[ING3] 400 with the results when every item was refused', async () => {
    const { response } = await post(batch([withoutId, { ...event, time: 'x' }]));
    expect(response.status).toBe(400);
    const body: unknown = await response.json();
    expect(errorBodySchema.parse(body).error).toMatchObject({
      code: 'invalid_batch',
      path: 'events[0].id',
    });
    expect(ingestAnswerSchema.parse(body)).toMatchObject({
      rejected: 2,
      results: [{ code: 'missing_id' }, { code: 'invalid_event', path: 'time' }],
    });
  });

  test('an empty batch is accepted, as nothing', async () => {
    const { response } = await post(batch([]));
    expect(response.status).toBe(202);
    expect(await response.json()).toEqual({ accepted: 0, duplicates: 0, rejected: 0, results: [] });
  });

  test('takes NDJSON, gzip, both', async () => {
    const lines = `${JSON.stringify(event)}\n{"broken\n${JSON.stringify({ ...event, id: 'e2' })}\n`;
    for (const [body, headers] of [
      [lines, NDJSON],
      [gzipSync(lines), { ...NDJSON, ...GZIP }],
    ] as const) {
      const { response } = await post(body, headers);
      expect(await response.json()).toMatchObject({ accepted: 2, rejected: 1 });
    }
    const { response } = await post(gzipSync(batch([event])), GZIP);
    expect(await response.json()).toMatchObject({ accepted: 1 });
  });

  test('[ING5] hands over when the client sent, from envelope or header', async () => {
    const sentAt = '2026-01-02T03:04:05Z';
    expect((await post(batch([event], { sentAt }))).ingested).toMatchObject([{ sentAt: NOW }]);
    expect((await post(batch([event], { sentAt: NOW }))).ingested).toMatchObject([{ sentAt: NOW }]);
    const line = JSON.stringify(event);
    for (const value of [sentAt, String(NOW)]) {
      const { ingested } = await post(line, { ...NDJSON, 'x-sent-at': value });
      expect(ingested).toMatchObject([{ sentAt: NOW }]);
    }
    expect((await post(batch([event]))).ingested).toMatchObject([{ sentAt: null }]);
  });

  test('[ING4] takes as many items as it may', async () => {
    const events = Array.from({ length: LIMITS.batchItems }, (_, n) => ({
      ...event,
      id: `e${String(n)}`,
    }));
    const { response } = await post(batch(events));
    expect(await response.json()).toMatchObject({ accepted: LIMITS.batchItems });
  });

  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  const bad: [string, BodyInit, Record<string, string>, number, string, string | undefined][] = [
    ['broken JSON', '{"events":[', {}, 400, 'invalid_json', undefined],
    ['nothing', '', {}, 400, 'invalid_json', undefined],
    ['null', 'null', {}, 400, 'invalid_batch', undefined],
    ['a bare array', '[]', {}, 400, 'invalid_batch', undefined],
    ['no events', '{}', {}, 400, 'invalid_batch', 'events'],
    ['events of a wrong type', '{"events":{}}', {}, 400, 'invalid_batch', 'events'],
    ['a sentAt of words', batch([], { sentAt: 'now' }), {}, 400, 'invalid_batch', 'sentAt'],
    ['a header of words', '', { ...NDJSON, 'x-sent-at': 'now' }, 400, 'invalid_batch', 'x-sent-at'],
    ['broken gzip', 'plain', GZIP, 400, 'invalid_encoding', 'content-encoding'],
    ['bad UTF-8', Uint8Array.of(0xff), {}, 400, 'invalid_utf8', undefined],
    ['deep nesting', batch([]).replace('[]', deep), {}, 400, 'too_deep', undefined],
    ['10 MB', ' '.repeat(10_000_000), {}, 413, 'body_too_large', undefined],
    ['a gzip bomb', gzipSync(new Uint8Array(64_000_000)), GZIP, 413, 'body_too_large', undefined],
    ['100,000 items', batch(Array(100_000).fill(0)), {}, 413, 'too_many_items', 'events'],
    ['100,000 lines', '0\n'.repeat(100_000), NDJSON, 413, 'too_many_items', 'events'],
    [
      'a form',
      'a=b',
      { 'content-type': 'text/plain' },
      415,
      'unsupported_media_type',
      'content-type',
    ],
    ['an empty key', '{}', { 'idempotency-key': '' }, 400, 'invalid_batch', 'idempotency-key'],
    [
      'a key of 10,000 characters',
      '{}',
      { 'idempotency-key': 'k'.repeat(10_000) },
      400,
      'invalid_batch',
      'idempotency-key',
    ],
  ];
  test.each(bad)('[ING4] %s: a coded refusal', async (_, body, headers, status, code, path) => {
    const { response, ingested, fake } = await post(body, headers);
    const { error } = errorBodySchema.parse(await response.json());
    expect([response.status, error.code, error.path]).toEqual([status, code, path]);
    expect(ingested).toEqual([]);
    expect(fake.reports).toEqual([]);
  });

  const items: [string, object, string, string][] = [
    ['a time in words', { time: 'noon' }, 'invalid_event', 'time'],
    ['a time past all dates', { time: 1e300 }, 'invalid_event', 'time'],
    ['an empty id', { id: '' }, 'invalid_event', 'id'],
    ['an id of 10,000 characters', { id: 'x'.repeat(10_000) }, 'too_long', 'id'],
    ['a null session', { sessionId: null }, 'invalid_event', 'sessionId'],
    ['negative tokens', { type: 'usage', outputTokens: -5 }, 'invalid_event', 'outputTokens'],
    ['fractional tokens', { type: 'usage', outputTokens: 0.5 }, 'invalid_event', 'outputTokens'],
    ['a type of its prototype', { type: '__proto__' }, 'unknown_type', 'type'],
    [
      'progress of 2',
      { type: 'task.progress', taskId: 't', progress: 2 },
      'invalid_event',
      'progress',
    ],
  ];
  test.each(items)('[ING3] %s: refused by name', async (_, change, code, path) => {
    const { response } = await post(batch([{ ...event, ...change }]));
    expect(response.status).toBe(400);
    expect(ingestAnswerSchema.parse(await response.json()).results).toMatchObject([{ code, path }]);
  });

  test('takes the year 9999 and HTML in names as they are, for the hub to judge', async () => {
    const agentName = '<script>alert(1)</script>';
    const time = Date.parse('9999-12-31T23:59:59Z');
    const { response, ingested } = await post(batch([{ ...event, time, agentName }]));
    expect(response.status).toBe(202);
    expect(ingested).toMatchObject([{ events: [{ time, agentName }] }]);
  });
});
