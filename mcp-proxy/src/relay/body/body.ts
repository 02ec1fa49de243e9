import type { IncomingMessage } from 'node:http';
import zlib, { gunzipSync, inflateSync, inflateRawSync } from 'node:zlib';
import { isNestedDeeper } from '@claude-monitor/receivers';
import { LIMITS } from '@claude-monitor/protocol/limits';
import { RELAY_LIMITS } from '../relay-limits.ts';
import { ShortTexts } from './short-texts.ts';

/** What can't be read is refused with a status and words that say what to send. */
export class BodyFault extends Error {
  readonly status: 400 | 408 | 413 | 415;

  constructor(status: 400 | 408 | 413 | 415, message: string) {
    super(message);
    this.status = status;
  }
}

/** The body of a hook as JSON, its texts cut; bytes that are no UTF-8 may stand in what is not kept. */
export async function readHookBody(request: IncomingMessage): Promise<unknown> {
  const texts = new ShortTexts(RELAY_LIMITS.hookTextBytes);
  const isShort =
    Number(request.headers['content-length'] ?? Infinity) <= RELAY_LIMITS.hookTextBytes;
  const keep = isShort ? (chunk: Buffer) => chunk : (chunk: Buffer) => texts.take(chunk);
  const bytes = await read(request, RELAY_LIMITS.hookBytes, keep);
  return parsed(bytes.toString('utf8'), LIMITS.hookNestingDepth);
}

export async function readOtlpBody(
  request: IncomingMessage,
): Promise<{ json: unknown } | { protobuf: Uint8Array }> {
  const type = (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  const isProtobuf = /^application\/(?:x-|x-google-|vnd\.google\.)?protobuf$/.test(type);
  if (!isProtobuf && type !== 'application/json') {
    throw new BodyFault(415, 'Send application/x-protobuf or application/json.');
  }
  const packed = await read(request, RELAY_LIMITS.otlpBytes, (chunk) => chunk);
  const bytes = unpacked(packed, request.headers['content-encoding'] ?? '');
  if (isProtobuf) return { protobuf: bytes };
  return { json: parsed(bytes.toString('utf8'), LIMITS.otlpNestingDepth) };
}

/** A small body of our own programs. */
export async function readOwnBody(request: IncomingMessage): Promise<unknown> {
  const bytes = await read(request, LIMITS.controlBodyBytes, (chunk) => chunk);
  return bytes.length === 0 ? {} : parsed(bytes.toString('utf8'), LIMITS.nestingDepth);
}

function parsed(text: string, depth: number): unknown {
  if (isNestedDeeper(text, depth)) {
    throw new BodyFault(400, `Nested deeper than ${String(depth)} levels.`);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new BodyFault(400, 'The body is not valid JSON.');
  }
}

/** The body as it was before it was compressed; throws a `BodyFault` for what can't be. */
export function unpacked(bytes: Buffer, coding: string): Buffer {
  const options = { maxOutputLength: RELAY_LIMITS.otlpBytes };
  try {
    switch (coding.trim().toLowerCase()) {
      case '':
      case 'identity':
        return bytes;
      case 'gzip':
      case 'x-gzip':
        return gunzipSync(bytes, options);
      case 'deflate':
        // What HTTP calls deflate lies within zlib (its first byte ends in 8); some send it bare.
        return ((bytes[0] ?? 0) & 0x0f) === 8
          ? inflateSync(bytes, options)
          : inflateRawSync(bytes, options);
      case 'zstd':
        // Node has it from 22.15 on.
        if (!('zstdDecompressSync' in zlib)) break;
        return zlib.zstdDecompressSync(bytes, options);
    }
    throw new BodyFault(415, 'Send gzip, deflate, zstd where Node has it, or no content-encoding.');
  } catch (error) {
    if (error instanceof BodyFault) throw error;
    const isTooLarge = error instanceof RangeError;
    throw isTooLarge
      ? new BodyFault(413, `Send at most ${String(RELAY_LIMITS.otlpBytes)} bytes at once.`)
      : new BodyFault(400, 'The body can’t be decompressed.');
  }
}

async function read(
  request: IncomingMessage,
  limit: number,
  keep: (chunk: Buffer) => Buffer,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let received = 0;
  let size = 0;
  const timer = setTimeout(() => {
    request.destroy(new BodyFault(408, 'The body is incomplete.'));
  }, RELAY_LIMITS.bodyTimeoutMs);
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      if (!(chunk instanceof Buffer)) continue;
      received += chunk.length;
      if (received > RELAY_LIMITS.bodyBytes) throw tooLarge(RELAY_LIMITS.bodyBytes);
      // The rest is read and dropped: a client that still writes would not see the answer.
      if (size > limit) continue;
      const kept = keep(chunk);
      size += kept.length;
      if (size <= limit) chunks.push(kept);
      else chunks.length = 0;
    }
  } finally {
    clearTimeout(timer);
  }
  if (size > limit) throw tooLarge(limit);
  const [only] = chunks;
  return chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks, size);
}

const tooLarge = (limit: number): BodyFault =>
  new BodyFault(413, `Send at most ${String(limit)} bytes at once.`);
