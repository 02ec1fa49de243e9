import type { CacheBudget } from '../../storage/cache-budget.ts';
import type { StoragePort } from '../../storage/port.ts';
import { RecordCache } from '../../storage/record-cache.ts';
import type { ChunkInfo } from './chunk-info.ts';
import type { Hour } from './hour.ts';
import { hourKey, partKey } from './hour-codec.ts';
import { KeyIndex } from './key-index.ts';
import {
  CHUNKS_PER_SEGMENT,
  findInSegment,
  segmentCodec,
  segmentOf,
  summaryOf,
  widen,
  type Segment,
} from './segment.ts';

/**
 * Which facts of an hour are wanted: kinds by their bits, times from `from` up to before `until`, and only
 * chunks in which something changed after a seq.
 */
export type Wanted = { kinds?: number; from?: number; until?: number; changedAfter?: number };

/**
 * What is known of an hour's chunks. Of those that still take facts, and some before them, all is in memory
 * with the hour; the others are in segments that are read when one of their chunks may be wanted: so an hour
 * of any number of facts takes two bytes a fact while it is worked on.
 */
export class ChunkInfos {
  readonly #segments: RecordCache<Segment>;

  constructor(storage: StoragePort, budget: CacheBudget) {
    this.#segments = new RecordCache(storage, segmentCodec, budget);
  }

  info(hour: Hour, number: number): ChunkInfo | undefined {
    const first = firstInMemory(hour);
    if (number >= first) return hour.chunks[number - first];
    return this.#segment(hour, segmentOf(number)).infos[number % CHUNKS_PER_SEGMENT];
  }

  /** Chunks that may hold what is wanted, by number. */
  *of(hour: Hour, wanted: Wanted): Generator<ChunkInfo> {
    for (const { infos } of this.spans(hour, wanted)) yield* infos();
  }

  /** The same in spans of time, of which those in storage are read when they are asked for their chunks. */
  spans(hour: Hour, wanted: Wanted): ChunkSpan[] {
    const matching = (infos: readonly ChunkInfo[]): ChunkInfo[] =>
      infos.filter((info) => mayHold(info, wanted));
    const stored = hour.segments.flatMap((summary, number): ChunkSpan[] => {
      if (!mayHold(summary, wanted)) return [];
      const { from, until } = summary;
      return [{ from, until, infos: () => matching(this.#segment(hour, number).infos) }];
    });
    return [...stored, ...matching(hour.chunks).map(spanOf)];
  }

  /** The first that `look` finds in a chunk that may hold the key of this hash. */
  find<Found>(
    hour: Hour,
    hash: number,
    look: (chunk: number) => Found | undefined,
  ): Found | undefined {
    const found = hour.keys.find(hash, look);
    if (found !== undefined) return found;
    // The newest first: what is reported in two parts follows soon.
    for (let number = hour.segments.length - 1; number >= 0; number--) {
      if (hour.segments[number]?.keys.mayHave(hash) !== true) continue;
      const inSegment = findInSegment(this.#segment(hour, number), hash, look);
      if (inSegment !== undefined) return inSegment;
    }
    return undefined;
  }

  /** What is known of a full chunk changed: its segment is written with the next checkpoint. */
  touch(hour: Hour, info: ChunkInfo): void {
    const number = segmentOf(info.number);
    const summary = hour.segments[number];
    if (summary === undefined) {
      hour.dirtySegments.add(number);
      return;
    }
    widen(summary, info);
    this.#segments.touch(partKey(hour.session, hour.hour, number));
  }

  /** Chunks of a new segment follow: those before are full, and leave the hour's own memory. */
  freeze(hour: Hour): void {
    while (hour.chunks.length >= CHUNKS_PER_SEGMENT) {
      const infos = hour.chunks.splice(0, CHUNKS_PER_SEGMENT);
      const ofChunk = hour.keys.hashesOf(infos.map(({ number }) => number));
      const hashes = Uint32Array.from(infos.flatMap(({ number }) => ofChunk.get(number) ?? []));
      const segment: Segment = { hour: hour.hour, infos, hashes };
      const number = hour.segments.length;
      this.#segments.put(partKey(hour.session, hour.hour, number), segment);
      hour.segments.push(summaryOf(segment));
      hour.dirtySegments.delete(number);
    }
    const left = hour.keys.hashesOf(hour.chunks.map(({ number }) => number));
    hour.keys = new KeyIndex();
    for (const [number, hashes] of left) for (const hash of hashes) hour.keys.add(hash, number);
  }

  drop(hour: Hour): void {
    for (let number = 0; number <= segmentOf(countChunks(hour)); number++) {
      this.#segments.delete(partKey(hour.session, hour.hour, number));
    }
  }

  save(): void {
    this.#segments.save();
  }

  saved(): void {
    this.#segments.saved();
  }

  #segment(hour: Hour, number: number): Segment {
    const segment = this.#segments.get(partKey(hour.session, hour.hour, number));
    if (segment === undefined) {
      throw new Error(`a segment of ${hourKey(hour.session, hour.hour)} is missing in storage`);
    }
    return segment;
  }
}

/** One chunk or several, and the times of their earliest and latest fact, or beyond. */
export type ChunkSpan = { from: number; until: number; infos: () => ChunkInfo[] };

export const spanOf = (info: ChunkInfo): ChunkSpan => ({
  from: info.from,
  until: info.until,
  infos: () => [info],
});

const firstInMemory = ({ segments }: Hour): number => segments.length * CHUNKS_PER_SEGMENT;

export const countChunks = (hour: Hour): number => firstInMemory(hour) + hour.chunks.length;

/** Whether any fact of these kinds may be in it. */
export const chunksHave = ({ segments, chunks }: Hour, kinds: number): boolean =>
  segments.some((summary) => (summary.kinds & kinds) !== 0) ||
  chunks.some((info) => info.count > 0 && (info.kinds & kinds) !== 0);

function mayHold(
  {
    from,
    until,
    kinds,
    rev,
    leftRev,
  }: Pick<ChunkInfo, 'from' | 'until' | 'kinds' | 'rev' | 'leftRev'>,
  wanted: Wanted,
): boolean {
  return (
    until >= (wanted.from ?? 0) &&
    from < (wanted.until ?? Number.MAX_SAFE_INTEGER) &&
    (wanted.kinds === undefined || (kinds & wanted.kinds) !== 0) &&
    Math.max(rev, leftRev) > (wanted.changedAfter ?? -1)
  );
}
