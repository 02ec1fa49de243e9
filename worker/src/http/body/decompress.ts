import { gunzipSync, inflateRawSync, inflateSync, zstdDecompressSync } from 'node:zlib';
import { AppError } from '@claude-monitor/protocol';

type ContentCoding = 'gzip' | 'deflate' | 'zstd';

type Decode = (bytes: Uint8Array, limit: number) => unknown;

/**
 * Not DecompressionStream: it takes in a whole chunk before anybody can count what comes out, so a
 * bomb of one chunk fills the memory. These stop at the limit. With `info` they tell how much they read.
 */
const DECODERS: Readonly<Record<ContentCoding, readonly Decode[]>> = {
  gzip: [(bytes, limit) => gunzipSync(bytes, { maxOutputLength: limit, info: true })],
  // What HTTP calls deflate is deflate within zlib; some send it bare.
  deflate: [
    (bytes, limit) => inflateSync(bytes, { maxOutputLength: limit, info: true }),
    (bytes, limit) => inflateRawSync(bytes, { maxOutputLength: limit, info: true }),
  ],
  zstd: [(bytes, limit) => zstdDecompressSync(bytes, { maxOutputLength: limit, info: true })],
};

const NAMES: ReadonlyMap<string, ContentCoding> = new Map([
  ['gzip', 'gzip'],
  ['x-gzip', 'gzip'],
  ['deflate', 'deflate'],
  ['zstd', 'zstd'],
]);
const MOST_CODINGS = 3;
/** Each of them is a pass over what is left; of gzip the library reads all in one. */
const MOST_MEMBERS = 64;

/** The codings of a body in the order in which they were applied; 415 for one that is not read. */
export function codingsOf(header: string | null): ContentCoding[] {
  const names = (header ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'identity');
  return names.map((name, index) => {
    const coding = NAMES.get(name);
    if (coding !== undefined && index < MOST_CODINGS) return coding;
    throw new AppError(
      'unsupported_media_type',
      `${name.slice(0, 40)} is not read here: send gzip, deflate or zstd, or no content-encoding.`,
      { path: 'content-encoding' },
    );
  });
}

/** What was compressed, of at most `limit` bytes. */
export const decompress = (
  bytes: Uint8Array,
  codings: readonly ContentCoding[],
  limit: number,
): Uint8Array => codings.reduceRight((rest, coding) => decodeMembers(rest, coding, limit), bytes);

/** All that stands one behind another: a sender that flushes may close each piece and begin another. */
function decodeMembers(bytes: Uint8Array, coding: ContentCoding, limit: number): Uint8Array {
  const members: Uint8Array[] = [];
  let length = 0;
  for (let from = 0; from === 0 || from < bytes.byteLength;) {
    const { buffer, read } = decodeOne(bytes.subarray(from), coding, limit);
    length += buffer.byteLength;
    if (length > limit) throw tooLarge(limit);
    if (read === 0 || members.push(buffer) > MOST_MEMBERS) throw notCoded(coding);
    from += read;
  }
  const [only] = members;
  return members.length === 1 && only !== undefined ? only : joined(members, length);
}

function decodeOne(
  bytes: Uint8Array,
  coding: ContentCoding,
  limit: number,
): { buffer: Uint8Array; read: number } {
  for (const decode of DECODERS[coding]) {
    try {
      return resultOf(decode(bytes, limit));
    } catch (error) {
      if (error instanceof RangeError) throw tooLarge(limit);
    }
  }
  throw notCoded(coding);
}

function resultOf(result: unknown): { buffer: Uint8Array; read: number } {
  const buffer = fieldOf(result, 'buffer');
  const read = fieldOf(fieldOf(result, 'engine'), 'bytesWritten');
  if (buffer instanceof Uint8Array && typeof read === 'number') return { buffer, read };
  throw new TypeError('the runtime does not tell what it read');
}

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.byteLength;
  }
  return bytes;
}

const notCoded = (coding: ContentCoding): AppError =>
  new AppError('invalid_encoding', `The body is not valid ${coding}, or is incomplete.`, {
    path: 'content-encoding',
  });

export const tooLarge = (limit: number): AppError =>
  new AppError('body_too_large', `The body is larger than ${String(limit)} bytes.`);
