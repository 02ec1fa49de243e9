import type { CacheBudget } from '../../storage/cache-budget.ts';
import type { Arrivals, StoragePort } from '../../storage/port.ts';
import { RecordCache } from '../../storage/record-cache.ts';
import { bytesOfChunk, decodeChunk, encodeChunk, lengthOf, type Chunk } from './chunk.ts';
import type { Fact } from '../fact.ts';
import { ChunkInfos, countChunks, type ChunkSpan, type Wanted } from './chunk-infos.ts';
import {
  countPages,
  decodeHour,
  encodeHour,
  hourKey,
  pageOfRow,
  partKey,
  placeOfHour,
  changedPages,
  changedSegments,
} from './hour-codec.ts';
import type { HourRow } from './hour-row.ts';
import { newChunkInfo, type ChunkInfo } from './chunk-info.ts';
import { kindsInChunkWith, bitOf, bitsOf, newHour, type Hour } from './hour.ts';
import { hash32 } from './key-index.ts';
import { CHUNKS_PER_SEGMENT } from './segment.ts';

/**
 * A chunk is full at so many facts, or at so many characters: what is stored in one row is bounded. Measured
 * with 1,000 sessions at work, 64 a chunk: what could not leave memory before a checkpoint passed the cache's
 * bound, and a checkpoint followed every 4,000 events.
 */
const FACTS_PER_CHUNK = 24;
const CHUNK_LENGTH = 120_000;

/** Growing chunks are weighed again each time so many facts came. */
const WEIGHED_FACTS = 8;
const HOUR_BYTES = 600;
const ROW_BYTES = 320;
const SIGN_BYTES = 8;
const INFO_BYTES = 120;
const SUMMARY_BYTES = 300;

const REQUESTS = bitsOf(['request', 'metric']);

/** Hours of one entry of the list of arrivals: they are looked at in one step. */
const HOURS_PER_ENTRY = 200;

/**
 * Where facts live: hours of a session, each in chunks that are read when one of their facts is needed.
 * A fact is found by the hash of its key, which says in which chunk it may be.
 */
export class FactStore {
  readonly #storage: StoragePort;
  readonly #hours: RecordCache<Hour>;
  readonly #chunks: RecordCache<Chunk>;
  readonly #infos: ChunkInfos;
  /** Pages of rows that the next checkpoint deletes. */
  readonly #droppedRows: string[] = [];

  constructor(storage: StoragePort, budget: CacheBudget) {
    this.#storage = storage;
    this.#hours = new RecordCache<Hour>(
      storage,
      {
        kind: 'hour',
        encode: encodeHour,
        decode: (body) => decodeHour(storage, body),
        bytes: bytesOfHour,
      },
      budget,
    );
    this.#chunks = new RecordCache<Chunk>(
      storage,
      { kind: 'chunk', encode: encodeChunk, decode: decodeChunk, bytes: bytesOfChunk },
      budget,
    );
    this.#infos = new ChunkInfos(storage, budget);
  }

  hour(session: string, hour: number): Hour | undefined {
    return this.#hours.get(hourKey(session, hour));
  }

  /** The hours of an entry of the list of arrivals that are still here. */
  hoursOf({ hours }: Arrivals): Hour[] {
    return hours.flatMap((key) => {
      const { session, hour } = placeOfHour(key);
      return this.hour(session, hour) ?? [];
    });
  }

  newHour(session: string, hour: number): Hour {
    const made = newHour(session, hour);
    this.#hours.put(hourKey(session, hour), made);
    return made;
  }

  find(hour: Hour, key: string): Fact | undefined {
    return this.#infos.find(hour, hash32(key), (number) =>
      this.#chunk(hour, number).facts.get(key),
    );
  }

  add(hour: Hour, fact: Fact): void {
    const info = this.#openChunk(hour, fact);
    const chunk = this.#chunk(hour, info.number);
    chunk.facts.set(fact.key, fact);
    chunk.length += lengthOf(fact);
    fact.chunk = info.number;
    info.count++;
    info.added++;
    hour.keys.add(hash32(fact.key), info.number);
    this.touch(hour, fact);
    if (chunk.facts.size % WEIGHED_FACTS === 0) this.#weigh(hour, chunk);
    if (chunk.facts.size >= FACTS_PER_CHUNK || chunk.length >= CHUNK_LENGTH) {
      this.#close(hour, info, chunk);
    }
  }

  /** Takes the fact out of the hour at `seq`; its hash may stay behind in the index, which only points. */
  remove(hour: Hour, fact: Fact, seq: number): void {
    const info = this.#infos.info(hour, fact.chunk);
    const chunk = this.#chunk(hour, fact.chunk);
    if (!chunk.facts.delete(fact.key) || info === undefined) return;
    info.count--;
    if ((bitOf(fact.kind) & REQUESTS) !== 0) info.leftRev = seq;
    this.#touchChunk(hour, info);
  }

  /** Deletes the hour with all that is in it: what its facts added stays, or was taken back before. */
  drop(hour: Hour): void {
    const { session, hour: start } = hour;
    if (hour.first === null) {
      for (let number = 0; number < countChunks(hour); number++) {
        this.#chunks.delete(partKey(session, start, number));
      }
    }
    this.#dropRows(hour, countPages(hour));
    this.#infos.drop(hour);
    this.#hours.delete(hourKey(session, start));
  }

  /** Rows of the hour go, and the others move up to their places. */
  dropRows(hour: Hour, isGone: (row: HourRow) => boolean): void {
    const pages = countPages(hour);
    for (const [key, row] of [...hour.rows]) if (isGone(row)) hour.rows.delete(key);
    let place = 0;
    for (const row of hour.rows.values()) {
      row.page = pageOfRow(place++);
      hour.dirtyRowPages.add(row.page);
    }
    this.#dropRows(hour, pages);
    this.touchHour(hour);
  }

  touch(hour: Hour, fact: Fact): void {
    const info = this.#infos.info(hour, fact.chunk);
    if (info === undefined) return;
    info.from = Math.min(info.from, fact.fields.at);
    info.until = Math.max(info.until, fact.fields.at);
    info.kinds |= bitOf(fact.kind);
    info.rev = Math.max(info.rev, fact.rev);
    this.#touchChunk(hour, info);
  }

  touchHour(hour: Hour): void {
    this.#hours.touch(hourKey(hour.session, hour.hour));
  }

  /** The facts of the hour that are wanted, chunk by chunk, in no order. */
  *facts(hour: Hour, wanted: Wanted = {}): Generator<Fact> {
    const { from = 0, until = Number.MAX_SAFE_INTEGER } = wanted;
    for (const info of this.#infos.of(hour, wanted)) {
      if (info.count === 0) continue;
      // A copy: whoever walks may move a fact to another chunk.
      const found: Fact[] = [];
      for (const fact of this.#chunk(hour, info.number).facts.values()) {
        if (fact.fields.at < from || fact.fields.at >= until) continue;
        if (wanted.kinds === undefined || (bitOf(fact.kind) & wanted.kinds) !== 0) found.push(fact);
      }
      yield* found;
    }
  }

  /** Chunks that may hold what is wanted, by number. */
  chunks(hour: Hour, wanted: Wanted = {}): Iterable<ChunkInfo> {
    return this.#infos.of(hour, wanted);
  }

  /** The same in spans of time: whoever looks for the nearest fact reads one or two. */
  spans(hour: Hour, wanted: Wanted): ChunkSpan[] {
    return this.#infos.spans(hour, wanted);
  }

  /** Facts of one chunk, to walk chunks in an order of one's own. */
  factsOf(hour: Hour, info: ChunkInfo): Iterable<Fact> {
    return this.#chunk(hour, info.number).facts.values();
  }

  *unsaved(): Generator<Hour> {
    for (const [, hour] of this.#hours.unsaved()) yield hour;
  }

  get unpacked(): number {
    return this.#hours.unpacked + this.#chunks.unpacked;
  }

  *pack(): Generator<number> {
    yield* this.#hours.pack();
    yield* this.#chunks.pack();
  }

  save(): void {
    for (const key of this.#droppedRows) this.#storage.remove('hour_rows', key);
    // Before the segments in memory, whose places a dropped hour may have had.
    this.#infos.save();
    const unsaved = [...this.#hours.unsaved()];
    this.#storage.write(
      'hour_rows',
      unsaved.flatMap(([, hour]) => changedPages(hour)),
    );
    this.#storage.write(
      'chunk_index',
      unsaved.flatMap(([, hour]) => changedSegments(hour)),
    );
    this.#saveArrivals();
    this.#hours.save();
    this.#chunks.save();
  }

  saved(): void {
    this.#droppedRows.length = 0;
    for (const [, hour] of this.#hours.unsaved()) {
      hour.dirtyChunks.clear();
      hour.dirtyRowPages.clear();
      hour.dirtySegments.clear();
      hour.isArrivalNew = false;
    }
    this.#hours.saved();
    this.#infos.saved();
    this.#chunks.saved();
  }

  #weigh(hour: Hour, chunk: Chunk): void {
    if (hour.first === null) this.#chunks.weigh(chunkKey(chunk), bytesOfChunk(chunk));
    else this.#hours.weigh(hourKey(hour.session, hour.hour), bytesOfHour(hour));
  }

  /** An hour with many facts: its first chunk is written alone from now on. */
  #moveOut(hour: Hour, chunk: Chunk): void {
    hour.first = null;
    hour.dirtyChunks.set(chunk.number, chunk);
    this.#chunks.put(chunkKey(chunk), chunk);
    this.#chunks.weigh(chunkKey(chunk), bytesOfChunk(chunk));
    this.#hours.weigh(hourKey(hour.session, hour.hour), bytesOfHour(hour));
  }

  /** One entry for many hours: an index would be billed with each. */
  #saveArrivals(): void {
    const byDay = new Map<number, string[]>();
    for (const [key, hour] of this.#hours.unsaved()) {
      if (!hour.isArrivalNew) continue;
      const known = byDay.get(hour.arrivedOn);
      if (known === undefined) byDay.set(hour.arrivedOn, [key]);
      else known.push(key);
    }
    for (const [day, keys] of byDay) {
      for (let from = 0; from < keys.length; from += HOURS_PER_ENTRY) {
        this.#storage.arrivals.add(day, keys.slice(from, from + HOURS_PER_ENTRY));
      }
    }
  }

  #dropRows({ session, hour }: Hour, pages: number): void {
    for (let page = 0; page < pages; page++) this.#droppedRows.push(partKey(session, hour, page));
  }

  #chunk(hour: Hour, number: number): Chunk {
    if (hour.first !== null) return hour.first;
    const dirty = hour.dirtyChunks.get(number);
    if (dirty !== undefined) return dirty;
    const known = this.#chunks.get(partKey(hour.session, hour.hour, number));
    if (known === undefined) throw new Error('a chunk of facts is missing in storage');
    return known;
  }

  /** The first chunk of an hour holds all kinds; after it, those of which there are few lie by themselves. */
  #openChunk(hour: Hour, fact: Fact): ChunkInfo {
    const count = countChunks(hour);
    const isMixed = count <= 1 && hour.open.length === count;
    for (const number of hour.open) {
      const info = this.#infos.info(hour, number);
      if (info !== undefined && (isMixed || (info.kinds & ~kindsInChunkWith(fact.kind)) === 0))
        return info;
    }
    if (count > 0 && count % CHUNKS_PER_SEGMENT === 0) this.#endSegment(hour);
    const info = newChunkInfo(count);
    hour.chunks.push(info);
    hour.open.push(info.number);
    const { session } = hour;
    const { number } = info;
    const chunk: Chunk = { session, hour: hour.hour, number, facts: new Map(), length: 0 };
    if (number === 0) hour.first = chunk;
    else {
      hour.dirtyChunks.set(number, chunk);
      this.#chunks.put(chunkKey(chunk), chunk);
    }
    return info;
  }

  /** Those that still take facts are full now, with as many as they have. */
  #endSegment(hour: Hour): void {
    for (const number of hour.open) {
      const info = this.#infos.info(hour, number);
      if (info !== undefined) this.#close(hour, info, this.#chunk(hour, number));
    }
    this.#infos.freeze(hour);
  }

  #close(hour: Hour, info: ChunkInfo, chunk: Chunk): void {
    hour.open = hour.open.filter((number) => number !== info.number);
    if (hour.first !== null) this.#moveOut(hour, chunk);
    info.isFull = true;
    this.#infos.touch(hour, info);
    this.#hours.weigh(hourKey(hour.session, hour.hour), bytesOfHour(hour));
  }

  #touchChunk(hour: Hour, info: ChunkInfo): void {
    if (info.isFull) this.#infos.touch(hour, info);
    if (hour.first === null) {
      if (!hour.dirtyChunks.has(info.number)) {
        hour.dirtyChunks.set(info.number, this.#chunk(hour, info.number));
      }
      this.#chunks.touch(partKey(hour.session, hour.hour, info.number));
    }
    this.touchHour(hour);
  }
}

const chunkKey = ({ session, hour, number }: Chunk): string => partKey(session, hour, number);

const bytesOfHour = (hour: Hour): number =>
  HOUR_BYTES +
  hour.rows.size * ROW_BYTES +
  hour.signs.length * SIGN_BYTES +
  hour.keys.bytes +
  hour.chunks.length * INFO_BYTES +
  hour.segments.reduce((sum, { keys }) => sum + keys.bytes + SUMMARY_BYTES, 0) +
  (hour.first === null ? 0 : bytesOfChunk(hour.first));
