import type { RecordCodec } from '../../storage/record-cache.ts';
import { decodeInfo, encodeInfo, hashesOfInfo, type StoredInfo } from './chunk-info-codec.ts';
import type { ChunkInfo } from './chunk-info.ts';
import { KeyFilter } from './key-filter.ts';

/** So many chunks of an hour share a record of what is known of them. */
export const CHUNKS_PER_SEGMENT = 16;

export const segmentOf = (chunk: number): number => Math.floor(chunk / CHUNKS_PER_SEGMENT);

/** Chunks that take no more facts, by number, and the hashes of their keys one chunk after the other. */
export type Segment = { hour: number; infos: ChunkInfo[]; hashes: Uint32Array };

/** What an hour keeps in memory of a segment: enough to tell that something is not in it. */
export type SegmentSummary = {
  from: number;
  until: number;
  kinds: number;
  rev: number;
  leftRev: number;
  keys: KeyFilter;
};

export function summaryOf({ infos, hashes }: Segment): SegmentSummary {
  const summary = {
    from: Number.MAX_SAFE_INTEGER,
    until: 0,
    kinds: 0,
    rev: 0,
    leftRev: 0,
    keys: new KeyFilter(hashes),
  };
  for (const info of infos) widen(summary, info);
  return summary;
}

/** A chunk of the segment changed. */
export function widen(summary: SegmentSummary, info: ChunkInfo): void {
  summary.from = Math.min(summary.from, info.from);
  summary.until = Math.max(summary.until, info.until);
  summary.kinds |= info.kinds;
  summary.rev = Math.max(summary.rev, info.rev);
  summary.leftRev = Math.max(summary.leftRev, info.leftRev);
}

/** The first that `look` finds in a chunk that may hold the key. */
export function findInSegment<Found>(
  { infos, hashes }: Segment,
  hash: number,
  look: (chunk: number) => Found | undefined,
): Found | undefined {
  for (let at = hashes.indexOf(hash); at !== -1; at = hashes.indexOf(hash, at + 1)) {
    const found = look(chunkAt(infos, at));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The chunk whose key stands at this place. */
function chunkAt(infos: readonly ChunkInfo[], place: number): number {
  let after = 0;
  for (const { number, added } of infos) {
    after += added;
    if (place < after) return number;
  }
  throw new Error('a key of a segment is in none of its chunks');
}

const INFO_BYTES = 120;

export const segmentCodec: RecordCodec<Segment> = {
  kind: 'chunk_index',
  encode: ({ hour, infos, hashes }) => {
    let at = 0;
    const stored = infos.map((info) => {
      const ofInfo = hashes.subarray(at, at + info.added);
      at += info.added;
      return encodeInfo(info, hour, ofInfo);
    });
    return JSON.stringify(stored);
  },
  // Written by `encode` and `changedSegments` alone.
  decode: (body, key) =>
    segmentOfInfos(Number(key.split(' ')[1]), JSON.parse(body) as StoredInfo[]),
  bytes: ({ infos, hashes }) => infos.length * INFO_BYTES + hashes.byteLength,
};

export const segmentOfInfos = (hour: number, stored: readonly StoredInfo[]): Segment => ({
  hour,
  infos: stored.map((info) => decodeInfo(info, hour, true)),
  hashes: Uint32Array.from(stored.flatMap(hashesOfInfo)),
});
