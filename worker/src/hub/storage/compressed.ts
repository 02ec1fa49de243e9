import { gunzipSync, gzipSync } from 'node:zlib';
import { decodeState, encodeState } from '@claude-monitor/fold';
import { withTodaysNames } from '@claude-monitor/fold/upgrade/index';

/** The fold's structures as gzip JSON. Synchronous, so that a page can be fetched in mid-fold. */
export function compress(value: unknown): ArrayBuffer {
  return Uint8Array.from(gzipSync(encodeState(value), { level: 4 })).buffer;
}

export const decompress = (data: SqlStorageValue | undefined): unknown => decodeState(textIn(data));

/** What an earlier version stored, under the names that things have now. */
export const decompressFormer = (data: SqlStorageValue | undefined): unknown =>
  decodeState(withTodaysNames(textIn(data)));

function textIn(data: SqlStorageValue | undefined): string {
  if (!(data instanceof ArrayBuffer)) throw new Error('a stored structure is not a blob');
  return gunzipSync(new Uint8Array(data)).toString('utf8');
}
