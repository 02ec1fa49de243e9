import { encodeRequests, type ChunkedRequest } from '../../../store/requests/request-codec.ts';
import type { BlockRow, RequestChunkRow } from '../../../store/rows.ts';
import { compress, decompress, decompressFormer } from '../../storage/compressed.ts';
import type { Rows } from './subjects.ts';

/** What one row of the hub's storage holds of a parked row. */
const PART_BYTES = 1_000_000;

type StoredBlock = Omit<BlockRow, 'data'> & { data: string };
type StoredRows = Omit<Rows, 'blocks' | 'requestChunks'> & {
  blocks: StoredBlock[];
  requestChunks?: RequestChunkRow[];
  /** What an older version parked: requests by their keys. */
  requests?: OldRequest[];
};

type OldRequest = Omit<ChunkedRequest, 'clientCostMicros' | 'labels'> & {
  run: string;
  hour: number;
  clientCostMicros: number | null;
  rev: number;
};

const OLD_REQUESTS_PER_ROW = 16;
/** Below the numbers that a migrated database gave its own: those are other requests of the hour. */
const FIRST_OLD_CHUNK = -1_000_000;
/** Rows that were parked before there were labels have none. */
type Labelled = { labels?: string };

/** Parked rows as gzip JSON, in pieces that fit a row of storage. */
export function encodeRows(rows: Rows): ArrayBuffer[] {
  const blocks = rows.blocks.map((row): StoredBlock => ({
    ...row,
    data: toBase64(row.data),
  }));
  const stored: StoredRows = { ...rows, blocks };
  const all = compress(stored);
  const pieces: ArrayBuffer[] = [];
  for (let start = 0; start < all.byteLength; start += PART_BYTES) {
    pieces.push(all.slice(start, start + PART_BYTES));
  }
  return pieces;
}

export function decodeRows(pieces: readonly SqlStorageValue[]): Rows {
  const buffers = pieces.map((piece) => {
    if (!(piece instanceof ArrayBuffer)) throw new Error('a parked row is not a blob');
    return new Uint8Array(piece);
  });
  const all = new Uint8Array(buffers.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let at = 0;
  for (const buffer of buffers) {
    all.set(buffer, at);
    at += buffer.byteLength;
  }
  // Written by this module alone; a row of an older version's shape is refused by libSQL, and stays.
  const stored = decompress(all.buffer) as StoredRows;
  const isFormer = stored.requestChunks === undefined;
  const named = isFormer ? (decompressFormer(all.buffer) as StoredRows) : stored;
  const { blocks, requests = [], ...rows } = named;
  return {
    ...rows,
    requestChunks: rows.requestChunks ?? chunksOfOld(requests),
    usageHours: rows.usageHours.map(withLabels),
    blocks: blocks.map((row) => ({
      ...row,
      data: fromBase64(row.data),
    })),
  };
}

/** All that is parked together is of one hour. */
function chunksOfOld(requests: readonly OldRequest[]): RequestChunkRow[] {
  const chunks: RequestChunkRow[] = [];
  for (let from = 0; from < requests.length; from += OLD_REQUESTS_PER_ROW) {
    const part = requests.slice(from, from + OLD_REQUESTS_PER_ROW);
    const [{ run, hour } = { run: '', hour: 0 }] = part;
    const counted = part.map(({ clientCostMicros, ...rest }) => ({
      ...rest,
      labels: '',
      clientCostMicros: clientCostMicros ?? 0,
    }));
    chunks.push({
      run,
      hour,
      chunk: FIRST_OLD_CHUNK - from / OLD_REQUESTS_PER_ROW,
      requests: encodeRequests(hour, counted),
      rev: Math.max(...part.map(({ rev }) => rev)),
    });
  }
  return chunks;
}
const withLabels = <Row extends Labelled>(row: Row): Row => ({ ...row, labels: row.labels ?? '' });

/** A call takes fewer arguments than a block has bytes. */
const BYTES_AT_ONCE = 8_192;

function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (let start = 0; start < bytes.byteLength; start += BYTES_AT_ONCE) {
    binary += String.fromCharCode(...bytes.subarray(start, start + BYTES_AT_ONCE));
  }
  return btoa(binary);
}

const fromBase64 = (text: string): Uint8Array =>
  Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
