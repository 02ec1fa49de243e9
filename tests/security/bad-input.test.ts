import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CLOSE_CODES, ingestAnswerSchema, LIMITS, TIME } from '@claude-monitor/protocol';
import { apiOf, eventually, usageEvent, type Api } from '../whole/http/api.ts';
import { BAD_ITEMS, validItem } from '../whole/http/bad-items.ts';
import { openBrowser } from '../whole/browser/browser.ts';
import { startMonitor, type Monitor } from '../whole/monitor/monitor.ts';
import { ask, expectRefused, type Request } from '../whole/http/request.ts';
import { openSocket } from '../whole/http/viewer.ts';

/**
 * Bad input on the running project: each is refused with a code that names the field, none is a 500,
 * and at the end the monitor is as well as before, its counts exact.
 */
const MEGABYTE = 1024 * 1024;
const JSON_TYPE = { 'content-type': 'application/json' };
const NDJSON_TYPE = { 'content-type': 'application/x-ndjson' };
const GZIP = { ...JSON_TYPE, 'content-encoding': 'gzip' };
const HTML = '<img src=x onerror="document.title=\'injected\'">';

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

const post = (headers: Record<string, string>, body: string | Buffer) =>
  ask(monitor, {
    method: 'POST',
    path: '/v1/events',
    headers: { ...bearer(monitor.ingestKey), ...headers },
    body,
  });

describe('bodies', () => {
  test.each<[string, Record<string, string>, () => string | Buffer, [number, string, string?]]>([
    ['an empty body', JSON_TYPE, () => '', [400, 'invalid_json']],
    ['broken JSON', JSON_TYPE, () => '{"events":[', [400, 'invalid_json']],
    ['JSON that is a number', JSON_TYPE, () => '7', [400, 'invalid_batch']],
    ['JSON that is null', JSON_TYPE, () => 'null', [400, 'invalid_batch']],
    ['no events', JSON_TYPE, () => '{}', [400, 'invalid_batch', 'events']],
    ['events that are no list', JSON_TYPE, () => '{"events":{}}', [400, 'invalid_batch', 'events']],
    [
      'a sentAt that is no time',
      JSON_TYPE,
      () => '{"events":[],"sentAt":"yesterday"}',
      [400, 'invalid_batch', 'sentAt'],
    ],
    [
      'an x-sent-at that is no time',
      { ...NDJSON_TYPE, 'x-sent-at': 'yesterday' },
      () => '',
      [400, 'invalid_batch', 'x-sent-at'],
    ],
    [
      'an Idempotency-Key of 10,000 characters',
      { ...JSON_TYPE, 'idempotency-key': 'k'.repeat(10_000) },
      () => '{"events":[]}',
      [400, 'invalid_batch', 'idempotency-key'],
    ],
    ['bad UTF-8', JSON_TYPE, () => Buffer.from([0x22, 0xff, 0xfe, 0x22]), [400, 'invalid_utf8']],
    ['broken gzip', GZIP, () => 'not gzip at all', [400, 'invalid_encoding', 'content-encoding']],
    [
      'gzip that ends too soon',
      GZIP,
      () => gzipSync('{"events":[]}').subarray(0, 20),
      [400, 'invalid_encoding', 'content-encoding'],
    ],
    [
      'a gzip bomb',
      GZIP,
      () => gzipSync(Buffer.alloc(100 * MEGABYTE, ' ')),
      [413, 'body_too_large'],
    ],
    [
      '10 MB in chunks',
      { ...JSON_TYPE, 'transfer-encoding': 'chunked' },
      () => Buffer.alloc(10 * MEGABYTE, ' '),
      [413, 'body_too_large'],
    ],
    [
      '100,000 items',
      JSON_TYPE,
      () => JSON.stringify({ events: Array.from({ length: 100_000 }, () => 0) }),
      [413, 'too_many_items', 'events'],
    ],
    ['100,000 lines', NDJSON_TYPE, () => '{}\n'.repeat(100_000), [413, 'too_many_items', 'events']],
    [
      '10,000 levels',
      JSON_TYPE,
      () => `{"events":${'['.repeat(10_000)}${']'.repeat(10_000)}}`,
      [400, 'too_deep'],
    ],
    [
      'text',
      { 'content-type': 'text/plain' },
      () => '{}',
      [415, 'unsupported_media_type', 'content-type'],
    ],
    ['no type', {}, () => '{}', [415, 'unsupported_media_type', 'content-type']],
    [
      'an encoding that is not taken',
      { ...JSON_TYPE, 'content-encoding': 'br' },
      () => '{}',
      [415, 'unsupported_media_type', 'content-encoding'],
    ],
  ])('[ING4] %s', async (_, headers, body, [status, code, path]) => {
    expectRefused(await post(headers, body()), { status, code, path });
  });
});

test('[ING4] 10 MB are refused before they are sent', async () => {
  const answer = await ask(monitor, {
    method: 'POST',
    path: '/v1/events',
    headers: { ...bearer(monitor.ingestKey), ...JSON_TYPE },
    announced: 10 * MEGABYTE,
  });
  expectRefused(answer, { status: 413, code: 'body_too_large' });
});

describe('items', () => {
  test.each(BAD_ITEMS)('[ING3] %s', async (_, item, { code, path }) => {
    const answer = await post(JSON_TYPE, JSON.stringify({ events: [item()] }));
    expectRefused(answer, {
      status: 400,
      code: 'invalid_batch',
      path: path === '' ? 'events[0]' : `events[0].${path}`,
    });
    expect(ingestAnswerSchema.parse(answer.json)).toMatchObject({
      accepted: 0,
      rejected: 1,
      results: [{ status: 'rejected', code, path }],
    });
  });

  test('[ING3] none of them keeps a good one beside it from being taken', async () => {
    const events = BAD_ITEMS.flatMap(([, item]) => [validItem(), item()]);
    const answer = await post(JSON_TYPE, JSON.stringify({ events }));
    expect(answer.status).toBe(202);
    taken += BAD_ITEMS.length;
    const { accepted, rejected, results } = ingestAnswerSchema.parse(answer.json);
    expect({ accepted, rejected }).toEqual({
      accepted: BAD_ITEMS.length,
      rejected: BAD_ITEMS.length,
    });
    expect(results.map(({ status, code }) => code ?? status)).toEqual(
      BAD_ITEMS.flatMap(([, , { code }]) => ['accepted', code]),
    );
  });

  test('[ING5] a time in the year 9999 is taken as now', async () => {
    const event = { ...usageEvent('far-ahead'), time: '9999-12-31T23:59:59Z' };
    expect(await api.send([event])).toMatchObject({ accepted: 1 });
    taken += 1;
    const { items } = await eventually(api.sessions, ({ fresh }) => fresh);
    const session = items.find(({ sessionId }) => sessionId === 'far-ahead');
    expect(Math.abs((session?.lastAt ?? 0) - Date.now())).toBeLessThan(TIME.minuteMs);
  });
});

describe('questions', () => {
  const read = (path: string): Promise<Awaited<ReturnType<typeof ask>>> =>
    ask(monitor, { path, headers: bearer(monitor.readKey) });

  test.each([
    ['/v1/usage?groupBy=nonsense', 'groupBy'],
    ['/v1/usage?from=yesterday', 'from'],
    ['/v1/usage?to=-1', 'to'],
    ['/v1/sessions?limit=0', 'limit'],
    ['/v1/sessions?limit=1000000', 'limit'],
    ['/v1/sessions?cursor=nonsense', 'cursor'],
    [`/v1/sessions?agent=${'x'.repeat(5_000)}`, 'agent'],
    ['/v1/tasks?status=nonsense', 'status'],
    ['/v1/tasks?cursor=%F0%9F', 'cursor'],
    ['/v1/errors?cursor=nonsense', 'cursor'],
    ['/v1/events', 'session'],
  ])('%s is refused and names %s', async (path, field) => {
    expectRefused(await read(path), { status: 400, code: 'invalid_query', path: field });
  });

  test.each([
    '/v1/sessions/nonsense',
    `/v1/sessions/${'x'.repeat(5_000)}`,
    '/v1/sessions/%00',
    '/v1/sessions/%FF',
    `/v1/sessions/${encodeURIComponent("' or 1=1 --")}`,
    '/v1/nothing',
  ])('%s is not found', async (path) => {
    expectRefused(await read(path), { status: 404, code: 'not_found' });
  });

  test('a broken cursor of a session that is there is refused', async () => {
    const { items } = await eventually(api.sessions, (answer) => answer.items.length > 0);
    const path = `/v1/events?session=${items[0]?.id ?? ''}&cursor=nonsense`;
    expectRefused(await read(path), { status: 400, code: 'invalid_query', path: 'cursor' });
  });

  test('SQL in a filter is a name that nobody has', async () => {
    const answer = await read(`/v1/sessions?agent=${encodeURIComponent("' or 1=1 --")}`);
    expect(answer).toMatchObject({ status: 200, json: { items: [] } });
  });
});

describe('controls', () => {
  test.each<[string, Request, [number, string, string?]]>([
    [
      'a key without name',
      { path: '/v1/keys', body: '{"scopes":["read"]}' },
      [400, 'invalid_body', 'name'],
    ],
    [
      'a key of an unknown scope',
      { path: '/v1/keys', body: '{"name":"k","scopes":["root"]}' },
      [400, 'invalid_body', 'scopes[0]'],
    ],
    [
      'a key of no scope',
      { path: '/v1/keys', body: '{"name":"k","scopes":[]}' },
      [400, 'invalid_body', 'scopes'],
    ],
    ['broken JSON', { path: '/v1/keys', body: '{' }, [400, 'invalid_json']],
    ['a body of 1 MB', { path: '/v1/keys', body: ' '.repeat(MEGABYTE) }, [413, 'body_too_large']],
    ['a login without key', { path: '/v1/login', body: '{"key":7}' }, [400, 'invalid_body', 'key']],
    [
      'a wrong method',
      { path: '/v1/events', method: 'PUT', body: '{}' },
      [405, 'method_not_allowed'],
    ],
    ['no upgrade', { path: '/v1/live', method: 'GET' }, [426, 'upgrade_required']],
  ])('%s', async (_, request, [status, code, path]) => {
    const headers = { ...JSON_TYPE, ...bearer(monitor.adminKey) };
    expectRefused(await ask(monitor, { method: 'POST', headers, ...request }), {
      status,
      code,
      path,
    });
  });
});

describe('viewers', () => {
  test.each<[string, string | Uint8Array<ArrayBuffer>]>([
    ['text', 'garbage'],
    ['bytes', new Uint8Array([0, 255, 254])],
    ['broken JSON', '{"type":"ack"'],
    ['an unknown word', '{"type":"delete","to":"1.1"}'],
    ['an ack of nothing', '{"type":"ack"}'],
    ['an ack of no position', '{"type":"ack","to":"<script>"}'],
    ['a message of 1 MB', ' '.repeat(MEGABYTE)],
    [
      'an ack longer than a message may be',
      `{"type":"ack","to":"1.1"${' '.repeat(LIMITS.socketMessageBytes)}}`,
    ],
  ])('[HUB6] %s closes the socket with a code', async (_, message) => {
    const socket = openSocket(monitor);
    const closed = new Promise<number>((resolve) => {
      socket.onclose = ({ code }) => resolve(code);
    });
    socket.onopen = () => socket.send(message);
    expect(await closed).toBe(CLOSE_CODES.badMessage.code);
  });
});

test('HTML in names is taken, answered as text, and shown as text', async () => {
  const session = { sessionId: HTML, agentName: HTML, time: Date.now(), source: 'sdk' } as const;
  const answer = await api.send([
    { ...session, id: 'html-1', type: 'session.start' },
    { ...session, id: 'html-2', type: 'task.start', taskId: HTML, taskDescription: HTML },
    { ...session, id: 'html-3', type: 'error', errorType: HTML, errorMessage: HTML },
  ]);
  expect(answer).toMatchObject({ accepted: 3 });
  const listed = await ask(monitor, { path: '/v1/sessions', headers: bearer(monitor.readKey) });
  expect(listed.header('content-type')).toMatch(/^application\/json/);
  expect(listed.header('x-content-type-options')).toBe('nosniff');
  const { items } = await eventually(api.sessions, ({ fresh }) => fresh);
  expect(items.find(({ sessionId }) => sessionId === HTML)?.agentName).toBe(HTML);

  const browser = await openBrowser();
  const page = await browser.newPage();
  await page.goto(monitor.dashboardUrl);
  await page.getByText(HTML).filter({ visible: true }).first().waitFor();
  expect(await page.locator('img[src="x"]').count()).toBe(0);
  expect(await page.title()).not.toBe('injected');
  await browser.close();
});

test('after all of it the monitor is well, and its counts are exact', async () => {
  expect(await ask(monitor, { path: '/healthz' })).toMatchObject({ status: 200 });
  const usage = await eventually(api.usage, ({ fresh }) => fresh);
  expect(usage.totals).toMatchObject({
    requests: taken,
    inputTokens: taken,
    outputTokens: 2 * taken,
  });
  const { rejections, flush } = await api.status();
  expect(flush.failing).toBeNull();
  expect(Object.keys(rejections).sort()).toEqual(
    [...new Set(BAD_ITEMS.map(([, , { code }]) => code))].sort(),
  );
  expect(monitor.output()).not.toMatch(/internal|\bat .+:\d+:\d+/);
});

/** What is answered to bytes that no HTTP client would send. */
async function answerTo(head: readonly string[], body: string, isCutOff = false): Promise<string> {
  const { hostname, port } = new URL(monitor.url);
  const socket = connect({ host: hostname, port: Number(port) });
  const headers = Object.entries({ ...bearer(monitor.ingestKey), ...JSON_TYPE });
  const lines = [
    'POST /v1/events HTTP/1.1',
    `host: ${hostname}:${port}`,
    'connection: close',
    ...head,
  ];
  lines.push(...headers.map(([name, value]) => `${name}: ${value}`));
  socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`);
  if (isCutOff) socket.end();
  let stderr = '';
  for await (const piece of socket.setEncoding('utf8')) stderr += String(piece);
  return stderr;
}

const CHUNKED = ['transfer-encoding: chunked'];

test.each([
  ['a chunk size that is no number', CHUNKED, 'zz\r\n{}\r\n0\r\n\r\n', false],
  ['a chunk size beyond all bounds', CHUNKED, `${'f'.repeat(40)}\r\n{}`, false],
  ['a chunk that is longer than it says', CHUNKED, '2\r\n{"events":[]}\r\n0\r\n\r\n', false],
  ['a chunked body that ends too soon', CHUNKED, '40\r\n{"events":', true],
  ['a body shorter than its content-length', ['content-length: 900'], '{"events":', true],
])('[ING4] %s is a 400, and not a fault of the workspace', async (_, head, body, isCutOff) => {
  const answer = await answerTo(head, body, isCutOff);
  // Who hangs up in the middle of a body may not be there to be answered.
  if (answer === '' && isCutOff) return;
  expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  expect(answer).toContain('"code":"invalid_body"');
});
