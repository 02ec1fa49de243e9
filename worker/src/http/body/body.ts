import { AppError, LIMITS } from '@claude-monitor/protocol';
import { isNestedDeeper } from '@claude-monitor/receivers';
import { codingsOf, decompress, tooLarge } from './decompress.ts';
import { discardRest } from './discard-rest.ts';
import { parseAnyOf, textsOf } from './texts-of.ts';

type BodyLimits = {
  /** Bytes on the wire when the body is compressed. */
  compressedBytes: number;
  bytes: number;
  /** Levels of JSON, when not the usual bound. */
  nestingDepth?: number;
  /** JSON in another encoding, or with line breaks in its texts, is read where it may stand in what is not kept. */
  isLenient?: boolean;
};

export const INGEST_BODY: BodyLimits = {
  compressedBytes: LIMITS.compressedBodyBytes,
  bytes: LIMITS.bodyBytes,
};

export const HOOK_BODY: BodyLimits = {
  ...INGEST_BODY,
  nestingDepth: LIMITS.hookNestingDepth,
  isLenient: true,
};

export const OTLP_BODY: BodyLimits = { ...INGEST_BODY, nestingDepth: LIMITS.otlpNestingDepth };

export const CONTROL_BODY: BodyLimits = {
  compressedBytes: LIMITS.controlBodyBytes,
  bytes: LIMITS.controlBodyBytes,
};

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });

/** The media type of a request's body in lower case, without parameters; '' when it says none. */
export function mediaTypeOf(request: Request): string {
  const type = request.headers.get('content-type');
  return type === null ? '' : (type.split(';', 1)[0] ?? '').trim().toLowerCase();
}

/** The body as JSON; 415 for any other type. */
export async function readJson(request: Request, limits: BodyLimits): Promise<unknown> {
  if (mediaTypeOf(request) !== 'application/json') {
    throw new AppError('unsupported_media_type', 'Send application/json.', {
      path: 'content-type',
    });
  }
  if (limits.isLenient !== true) {
    return parseJson(await readText(request, limits), limits.nestingDepth);
  }
  const bytes = await readBytes(request, limits);
  return parseAnyOf(textsOf(bytes), (text) => parseJson(text, limits.nestingDepth));
}

/** The body as text, decompressed where it says so, within the limits (rule ING4). */
export async function readText(request: Request, limits: BodyLimits): Promise<string> {
  const bytes = await readBytes(request, limits);
  try {
    return utf8.decode(bytes);
  } catch {
    throw new AppError('invalid_utf8', 'The body is not valid UTF-8.');
  }
}

export function parseJson(text: string, nestingDepth: number = LIMITS.nestingDepth): unknown {
  if (isNestedDeeper(text, nestingDepth)) {
    throw new AppError('too_deep', `Nested deeper than ${String(nestingDepth)} levels.`);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new AppError('invalid_json', 'The body is not valid JSON.');
  }
}

/** The body as bytes, decompressed where it says so, within the limits (rule ING4). */
export async function readBytes(request: Request, limits: BodyLimits): Promise<Uint8Array> {
  const codings = codingsOf(request.headers.get('content-encoding'));
  if (codings.length === 0) return await readBounded(request, limits.bytes);
  const bytes = await readBounded(request, limits.compressedBytes);
  return decompress(bytes, codings, limits.bytes);
}

async function readBounded(request: Request, limit: number): Promise<Uint8Array> {
  const declared = request.headers.get('content-length');
  // Without a length it has to be counted as it comes; with one the platform holds the body to it, and
  // the whole is read at once, which is several times cheaper than to open `request.body`.
  if (declared === null) return await readCounted(request.body, limit);
  if (Number(declared) > limit) {
    const body: ReadableStream<Uint8Array> | null = request.body;
    if (body !== null) await discardRest(body.getReader());
    throw tooLarge(limit);
  }
  const bytes = new Uint8Array(await request.arrayBuffer().catch(unreadable));
  if (bytes.byteLength > limit) throw tooLarge(limit);
  return bytes;
}

async function readCounted(
  body: ReadableStream<Uint8Array> | null,
  limit: number,
): Promise<Uint8Array> {
  if (body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read().catch(unreadable);
    if (done) break;
    length += value.byteLength;
    if (length > limit) {
      await discardRest(reader);
      throw tooLarge(limit);
    }
    chunks.push(value);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}

/**
 * The runtime could not read the body to its end: chunks that are none, or fewer bytes than were announced.
 * It marks that as worth a retry, as it does for an object that restarts, but the same bytes fail again.
 */
function unreadable(cause: unknown): never {
  throw new AppError(
    'invalid_body',
    'The body is incomplete, or its chunked encoding is invalid.',
    {
      cause,
    },
  );
}
