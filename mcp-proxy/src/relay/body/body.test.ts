import { deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { RELAY_LIMITS } from '../relay-limits.ts';
import { BodyFault, unpacked } from './body.ts';

const statusOf = (work: () => unknown): number => {
  try {
    work();
    return 200;
  } catch (error) {
    return error instanceof BodyFault ? error.status : 500;
  }
};

describe('a compressed body', () => {
  const text = Buffer.from('{"resourceLogs":[]}');

  test.each([
    ['gzip', gzipSync(text)],
    ['deflate', deflateSync(text)],
    ['zstd', zstdCompressSync(text)],
    ['', text],
  ])('%j is unpacked', (coding, bytes) => {
    expect(String(unpacked(bytes, coding))).toBe(String(text));
  });

  test('[ING4] is refused when it is cut, too large inside, or of an unknown kind', () => {
    const large = Buffer.alloc(RELAY_LIMITS.otlpBytes + 1);
    for (const [coding, pack] of [
      ['gzip', gzipSync],
      ['zstd', zstdCompressSync],
    ] as const) {
      expect(statusOf(() => unpacked(pack(text).subarray(0, -4), coding))).toBe(400);
      expect(statusOf(() => unpacked(pack(large), coding))).toBe(413);
    }
    expect(statusOf(() => unpacked(text, 'br'))).toBe(415);
  });
});
