import { deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { INGEST_BODY, parseJson, readJson, readText } from './body.ts';

const LIMITS = { compressedBytes: 1_000, bytes: 2_000 };

function streamed(pieces: Uint8Array[]): ReadableStream<Uint8Array> {
  const left = [...pieces];
  return new ReadableStream<Uint8Array>({
    pull(controller) {
      const piece = left.shift();
      if (piece === undefined) controller.close();
      else controller.enqueue(piece);
    },
  });
}

function post(body: BodyInit, headers: Record<string, string> = {}): Request {
  return new Request('http://monitor.test/', {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers },
    ...(body instanceof ReadableStream ? { duplex: 'half' } : {}),
  });
}

const twice = (member: Uint8Array): Uint8Array => Buffer.concat([member, member]);
const gzip = { 'content-encoding': 'gzip' };
const bytes = (count: number): Uint8Array<ArrayBuffer> => new Uint8Array(count).fill(0x61);

describe('readText', () => {
  test('[ING4] reads up to the limit, declared or not', async () => {
    expect(await readText(post(bytes(2_000)), LIMITS)).toHaveLength(2_000);
    expect(await readText(post(streamed([bytes(1_500), bytes(500)])), LIMITS)).toHaveLength(2_000);
  });

  test.each([
    ['declared', () => post(bytes(2_001), { 'content-length': '2001' })],
    ['streamed', () => post(streamed([bytes(1_500), bytes(501)]))],
    ['streamed without end', () => post(endless())],
    ['gzipped', () => post(gzipSync(bytes(2_001)), gzip)],
    ['on the wire', () => post(noise(1_001), gzip)],
  ])('[ING4] refuses what is larger: %s', async (_, request) => {
    await expect(readText(request(), LIMITS)).rejects.toMatchObject({ code: 'body_too_large' });
  });

  test.each([
    ['declared', { 'content-length': '30000' }],
    ['not declared', {}],
  ])('[ING4] takes in all that is sent before it refuses: %s', async (_, headers) => {
    const pieces = Array.from({ length: 30 }, () => bytes(1_000));
    let sent = 0;
    const body = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          const piece = pieces[sent++];
          if (piece === undefined) controller.close();
          else controller.enqueue(piece);
        },
      },
      { highWaterMark: 0 },
    );
    await expect(readText(post(body, headers), LIMITS)).rejects.toMatchObject({
      code: 'body_too_large',
    });
    expect(sent).toBe(pieces.length + 1);
  });

  test('[ING4] a gzip bomb stops at the limit', async () => {
    // Members in a row are one gzip file: four gigabytes here.
    const member = gzipSync(new Uint8Array(4 * 1024 * 1024), { level: 9 });
    const bomb = await new Blob(Array.from({ length: 1_000 }, () => member)).arrayBuffer();
    expect(bomb.byteLength).toBeLessThan(INGEST_BODY.compressedBytes);
    await expect(readText(post(bomb, gzip), INGEST_BODY)).rejects.toMatchObject({
      code: 'body_too_large',
      message: `The body is larger than ${String(INGEST_BODY.bytes)} bytes.`,
    });
  });

  test.each<[string, (text: string) => Uint8Array<ArrayBuffer>]>([
    ['gzip', (text) => new Uint8Array(gzipSync(text))],
    ['x-gzip', (text) => new Uint8Array(gzipSync(text))],
    ['GZIP', (text) => new Uint8Array(gzipSync(text))],
    ['identity, gzip', (text) => new Uint8Array(gzipSync(text))],
    ['deflate', (text) => new Uint8Array(deflateSync(text))],
    ['deflate', (text) => new Uint8Array(deflateRawSync(text))],
    ['zstd', (text) => new Uint8Array(zstdCompressSync(text))],
    ['gzip, deflate', (text) => new Uint8Array(deflateSync(gzipSync(text)))],
    ['gzip, gzip', (text) => new Uint8Array(gzipSync(gzipSync(text)))],
  ])('reads %s, whole and in members', async (coding, encode) => {
    const headers = { 'content-encoding': coding };
    const text = '{"a":"é","b":[1,2,3,4,5,6,7,8,9]}';
    expect(await readText(post(encode(text), headers), LIMITS)).toBe(text);
    if (coding.includes(', ')) return;
    const members = [encode(text.slice(0, 9)), encode(''), encode(text.slice(9))];
    const body = await new Blob(members).arrayBuffer();
    expect(await readText(post(body, headers), LIMITS)).toBe(text);
  });

  test.each<[string, () => Uint8Array]>([
    ['deflate', () => deflateSync(bytes(2_001))],
    ['deflate', () => deflateRawSync(bytes(2_001))],
    ['zstd', () => zstdCompressSync(bytes(2_001))],
    ['deflate', () => twice(deflateSync(bytes(1_500)))],
    ['zstd', () => twice(zstdCompressSync(bytes(1_500)))],
    ['gzip, gzip', () => gzipSync(gzipSync(bytes(2_001)))],
  ])('[ING4] %s that becomes too large is refused', async (coding, encode) => {
    const request = post(new Uint8Array(encode()), { 'content-encoding': coding });
    await expect(readText(request, LIMITS)).rejects.toMatchObject({
      code: 'body_too_large',
      message: 'The body is larger than 2000 bytes.',
    });
  });

  test.each<[string, () => Uint8Array]>([
    ['gzip', () => gzipSync(random(500)).subarray(0, 300)],
    ['deflate', () => deflateSync(random(500)).subarray(0, 300)],
    ['deflate', () => deflateRawSync(random(500)).subarray(0, 300)],
    ['zstd', () => zstdCompressSync(random(500)).subarray(0, 300)],
    ['deflate', () => Buffer.concat([deflateSync('{}'), Buffer.from('more')])],
    ['zstd', () => Buffer.concat([zstdCompressSync('{}'), Buffer.from('more')])],
    ['deflate', () => Buffer.concat(Array.from({ length: 100 }, () => deflateSync('')))],
    ['gzip', () => Buffer.from('{}')],
    ['deflate', () => Buffer.from('{"events":[]}')],
    ['zstd', () => Buffer.from('{}')],
    ['gzip', () => deflateSync('{}')],
  ])('%s that is broken, or none, is refused', async (coding, encode) => {
    const request = post(new Uint8Array(encode()), { 'content-encoding': coding });
    await expect(readText(request, LIMITS)).rejects.toMatchObject({
      code: 'invalid_encoding',
      path: 'content-encoding',
    });
  });

  test.each(['br', 'compress', 'gzip, br', 'gzip, gzip, gzip, gzip', 'lz4', 'snappy'])(
    '%s is refused in words that name what is read',
    async (coding) => {
      const request = post('{}', { 'content-encoding': coding });
      await expect(readText(request, LIMITS)).rejects.toMatchObject({
        code: 'unsupported_media_type',
        path: 'content-encoding',
        message: expect.stringContaining('gzip'),
      });
    },
  );

  test('reads gzip', async () => {
    expect(await readText(post(gzipSync('{"a":1}'), gzip), LIMITS)).toBe('{"a":1}');
    expect(await readText(post(gzipSync('x'), { 'content-encoding': ' GZIP ' }), LIMITS)).toBe('x');
  });

  test.each([
    ['noise', noise(100)],
    ['plain text', new TextEncoder().encode('{"a":1}')],
    ['a cut one', gzipSync('{"a":1}').subarray(0, -4)],
    ['nothing', new Uint8Array()],
  ])('refuses broken gzip: %s', async (_, body) => {
    await expect(readText(post(body, gzip), LIMITS)).rejects.toMatchObject({
      code: 'invalid_encoding',
      path: 'content-encoding',
    });
  });

  test('refuses other encodings by name', async () => {
    const request = post('x', { 'content-encoding': 'br' });
    await expect(readText(request, LIMITS)).rejects.toMatchObject({
      code: 'unsupported_media_type',
      path: 'content-encoding',
    });
  });

  test.each([
    [Uint8Array.of(0x22, 0xff, 0x22)],
    [Uint8Array.of(0xc3)],
    [Uint8Array.of(0xed, 0xa0, 0x80)],
  ])('refuses bad UTF-8', async (body) => {
    await expect(readText(post(body), LIMITS)).rejects.toMatchObject({ code: 'invalid_utf8' });
  });
});

describe('parseJson', () => {
  test.each(['', '{', '{"a":1}}', 'undefined', "{'a':1}", '[1,]'])('refuses %s', (text) => {
    expect(() => parseJson(text)).toThrow(expect.objectContaining({ code: 'invalid_json' }));
  });

  test('[ING4] refuses deep nesting before it is parsed', () => {
    const megabytes = '['.repeat(8 * 1024 * 1024);
    expect(() => parseJson(megabytes)).toThrow(expect.objectContaining({ code: 'too_deep' }));
  });
});

test.each([
  ['text/plain'],
  ['application/x-www-form-urlencoded'],
  ['multipart/form-data; boundary=x'],
  ['application/jsonx'],
])('readJson refuses %s', async (type) => {
  const request = post('{}', { 'content-type': type });
  await expect(readJson(request, LIMITS)).rejects.toMatchObject({
    code: 'unsupported_media_type',
    path: 'content-type',
  });
});

test('readJson takes parameters and any case', async () => {
  const request = post('{"a":1}', { 'content-type': 'Application/JSON; charset=utf-8' });
  expect(await readJson(request, LIMITS)).toEqual({ a: 1 });
});

const random = (count: number) => crypto.getRandomValues(new Uint8Array(count));

function noise(count: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: count }, (_, index) => (index * 7_919 + 13) % 251);
}

function endless(): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    pull(controller) {
      controller.enqueue(bytes(1_000));
    },
  });
}

test.each([
  ['a malformed chunk', () => broken()],
  ['a gzipped body that breaks off', () => broken(gzip)],
])(
  '[ING4] %s is the sender’s fault, though the runtime calls it worth a retry',
  async (_, request) => {
    await expect(readText(request(), LIMITS)).rejects.toMatchObject({ code: 'invalid_body' });
  },
);

/** A body whose second piece can't be read, as the runtime says it. */
function broken(headers: Record<string, string> = {}): Request {
  let isFirst = true;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (isFirst) controller.enqueue(bytes(10));
      else controller.error(Object.assign(new Error('disconnected'), { retryable: true }));
      isFirst = false;
    },
  });
  return post(body, headers);
}
