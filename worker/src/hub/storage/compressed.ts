import { gunzipSync, gzipSync } from 'node:zlib';
import { decodeState, encodeState } from '@claude-monitor/fold';

/** The fold's structures as gzip JSON. Synchronous, so that a page can be fetched in mid-fold. */
export function compress(value: unknown): ArrayBuffer {
  return Uint8Array.from(gzipSync(encodeState(value), { level: 4 })).buffer;
}

export function decompress(data: SqlStorageValue | undefined): unknown {
  if (!(data instanceof ArrayBuffer)) throw new Error('a stored structure is not a blob');
  return decodeState(gunzipSync(new Uint8Array(data)).toString('utf8'));
}
