import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { typeOf } from '../spool/expendable.ts';
import { EXPORTER_LIMITS } from './exporter-limits.ts';

const compress = promisify(gzip);

export type Body = { bytes: Buffer; isGzip: boolean };

/** Lines that are events; a line damaged on the disk would spoil the whole batch. */
export function readableLines(lines: readonly string[]): string[] {
  return lines.filter((line) => typeOf(line) !== null);
}

/** The body of `POST /v1/events`. Lines are JSON already and go in as they are: same bytes, same ids. */
export async function batchBody(lines: readonly string[], sentAt: number): Promise<Body> {
  const bytes = Buffer.from(`{"sentAt":${String(sentAt)},"events":[${lines.join(',')}]}`);
  if (bytes.length < EXPORTER_LIMITS.gzipFromBytes) return { bytes, isGzip: false };
  return { bytes: await compress(bytes), isGzip: true };
}
