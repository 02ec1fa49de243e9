import type { CacheBudget } from '../storage/cache-budget.ts';
import type { Arrivals, StoragePort } from '../storage/port.ts';
import { RecordCache } from '../storage/record-cache.ts';
import { decodeFact, encodeFact, type StoredFact } from './fact-codec.ts';
import type { Fact } from './fact.ts';
import {
  countPages,
  decodeHour,
  encodeHour,
  hourKey,
  pageOfRow,
  partKey,
  placeOfHour,
  savePages,
  segmentOf,
} from './hour-codec.ts';
import type { HourRow } from './hour-row.ts';
import { bitOf, newChunkInfo, newHour, type ChunkInfo, type Hour } from './hour.ts';
import { hash32 } from './key-index.ts';

/** A chunk is full at so many facts, or at so many characters: what is stored in one row is bounded. */
const FACTS_PER_CHUNK = 256;
const CHUNK_LENGTH = 120_000;

/** Hours of one entry of the list of arrivals: they are looked at in one step. */
const HOURS_PER_ENTRY = 200;

/** A fact in memory beside its texts: maps, numbers, its contribution. */
const FACT_BYTES = 1_100;
const HOUR_BYTES = 600;
const ROW_BYTES = 500;

type Chunk = {
  session: string;
  hour: number;
  number: number;
  facts: Map<string, Fact>;
  length: number;
};

/** Which facts of an hour are wanted: kinds by their bits, times from `from` up to before `until`. */
export type Wanted = { kinds?: number; from?: number; until?: number };

/**
 * Where facts live: hours of a session, each in chunks that are read when one of their facts is needed.
 * A fact is found by its key in the open chunks, then by its hash in the full ones.
 */
export class FactStore {
  readonly #storage: StoragePort;
  readonly #hours: RecordCache<Hour>;
  readonly #chunks: RecordCache<Chunk>;
  /** Records beside those of the caches that the next checkpoint deletes. */
  readonly #droppedParts: { kind: 'hour_rows' | 'chunk_index'; key: string }[] = [];

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
  }

  /** The hour, or undefined where the session has no facts in it. */
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
    for (const number of hour.open) {
      const fact = this.#chunk(hour, number).facts.get(key);
      if (fact !== undefined) return fact;
    }
    for (const number of hour.keys.find(hash32(key))) {
      const fact = this.#chunk(hour, number).facts.get(key);
      if (fact !== undefined) return fact;
    }
    return undefined;
  }

  add(hour: Hour, fact: Fact): void {
    const info = this.#openChunk(hour, fact);
    const chunk = this.#chunk(hour, info.number);
    chunk.facts.set(fact.key, fact);
    chunk.length += lengthOf(fact);
    fact.chunk = info.number;
    info.count++;
    this.touch(hour, fact);
    this.#chunks.weigh(chunkKey(chunk), bytesOfChunk(chunk));
    if (chunk.facts.size >= FACTS_PER_CHUNK || chunk.length >= CHUNK_LENGTH) {
      this.#close(hour, info, chunk);
    }
  }

  /** Takes the fact out of the hour; its hash may stay behind in the index, which only points. */
  remove(hour: Hour, fact: Fact): void {
    const info = hour.chunks[fact.chunk];
    const chunk = this.#chunk(hour, fact.chunk);
    if (!chunk.facts.delete(fact.key) || info === undefined) return;
    info.count--;
    this.#touchChunk(hour, info);
  }

  /** Deletes the hour with all that is in it: what its facts added stays, or was taken back before. */
  drop(hour: Hour): void {
    const { session, hour: start } = hour;
    for (const { number } of hour.chunks) this.#chunks.delete(partKey(session, start, number));
    this.#dropParts('hour_rows', hour, countPages(hour));
    this.#dropParts('chunk_index', hour, segmentOf(hour.chunks.length) + 1);
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
    this.#dropParts('hour_rows', hour, pages);
    this.touchHour(hour);
  }

  /** The fact was changed: its fields, or what it adds. */
  touch(hour: Hour, fact: Fact): void {
    const info = hour.chunks[fact.chunk];
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
    for (const info of chunksOf(hour, wanted)) {
      // A copy: whoever walks may move a fact to another chunk.
      for (const fact of [...this.#chunk(hour, info.number).facts.values()]) {
        if (fact.fields.at < from || fact.fields.at >= until) continue;
        if (wanted.kinds === undefined || (bitOf(fact.kind) & wanted.kinds) !== 0) yield fact;
      }
    }
  }

  /** Facts of one chunk, to walk chunks in an order of one's own. */
  factsOf(hour: Hour, info: ChunkInfo): Iterable<Fact> {
    return this.#chunk(hour, info.number).facts.values();
  }

  /** Hours that changed since the last checkpoint. */
  *unsaved(): Generator<Hour> {
    for (const [, hour] of this.#hours.unsaved()) yield hour;
  }

  save(): void {
    for (const { kind, key } of this.#droppedParts) this.#storage.remove(kind, key);
    for (const [, hour] of this.#hours.unsaved()) savePages(this.#storage, hour);
    this.#saveArrivals();
    this.#hours.save();
    this.#chunks.save();
  }

  saved(): void {
    this.#droppedParts.length = 0;
    for (const [, hour] of this.#hours.unsaved()) {
      hour.dirtyRowPages.clear();
      hour.dirtySegments.clear();
      hour.isArrivalNew = false;
    }
    this.#hours.saved();
    this.#chunks.saved();
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

  #dropParts(kind: 'hour_rows' | 'chunk_index', { session, hour }: Hour, count: number): void {
    for (let part = 0; part < count; part++) {
      this.#droppedParts.push({ kind, key: partKey(session, hour, part) });
    }
  }

  #chunk(hour: Hour, number: number): Chunk {
    const known = this.#chunks.get(partKey(hour.session, hour.hour, number));
    if (known === undefined) throw new Error('a chunk of facts is missing in storage');
    return known;
  }

  /** The first chunk of an hour holds all kinds; after it, facts that are looked for together lie together. */
  #openChunk(hour: Hour, fact: Fact): ChunkInfo {
    const isMixed = hour.chunks.length <= 1 && hour.open.length === hour.chunks.length;
    for (const number of hour.open) {
      const info = hour.chunks[number];
      if (info !== undefined && (isMixed || info.kinds === bitOf(fact.kind))) return info;
    }
    const info = newChunkInfo(hour.chunks.length);
    hour.chunks.push(info);
    hour.open.push(info.number);
    const { session } = hour;
    const chunk = { session, hour: hour.hour, number: info.number, facts: new Map(), length: 0 };
    this.#chunks.put(chunkKey(chunk), chunk);
    return info;
  }

  #close(hour: Hour, info: ChunkInfo, chunk: Chunk): void {
    hour.open = hour.open.filter((number) => number !== info.number);
    info.keys = Uint32Array.from(chunk.facts.keys(), hash32);
    for (const hash of info.keys) hour.keys.add(hash, info.number);
    hour.dirtySegments.add(segmentOf(info.number));
    this.#hours.weigh(hourKey(hour.session, hour.hour), bytesOfHour(hour));
  }

  #touchChunk(hour: Hour, info: ChunkInfo): void {
    if (info.keys !== null) hour.dirtySegments.add(segmentOf(info.number));
    this.#chunks.touch(partKey(hour.session, hour.hour, info.number));
    this.touchHour(hour);
  }
}

/** Chunks that may hold wanted facts. */
export function chunksOf(hour: Hour, wanted: Wanted): ChunkInfo[] {
  const { kinds, from = 0, until = Number.MAX_SAFE_INTEGER } = wanted;
  return hour.chunks.filter(
    (info) =>
      info.count > 0 &&
      info.until >= from &&
      info.from < until &&
      (kinds === undefined || (info.kinds & kinds) !== 0),
  );
}

const chunkKey = ({ session, hour, number }: Chunk): string => partKey(session, hour, number);

/** Characters of a stored fact, about: the texts that senders choose, and the rest. */
function lengthOf({ key, fields }: Fact): number {
  const { instance, taskId, project, errorType, errorMessage, toAgent, toSession } = fields;
  const texts = [instance, taskId, project, errorType, errorMessage, toAgent, toSession];
  return texts.reduce((sum, text) => sum + (text?.length ?? 0), key.length * 2 + 200);
}

const bytesOfChunk = ({ facts, length }: Chunk): number => facts.size * FACT_BYTES + length;

const bytesOfHour = (hour: Hour): number =>
  HOUR_BYTES + hour.rows.size * ROW_BYTES + hour.keys.bytes + hour.chunks.length * 200;

type StoredChunk = { s: string; h: number; n: number; l: number; f: StoredFact[] };

function encodeChunk({ session, hour, number, facts, length }: Chunk): string {
  const f = [...facts.values()].map((fact) => encodeFact(fact, session, hour));
  const stored: StoredChunk = { s: session, h: hour, n: number, l: length, f };
  return JSON.stringify(stored);
}

function decodeChunk(body: string): Chunk {
  // Written by encodeChunk alone.
  const { s: session, h: hour, n: number, l: length, f } = JSON.parse(body) as StoredChunk;
  const facts = new Map<string, Fact>();
  for (const item of f) {
    const fact = { ...decodeFact(item, session, hour), chunk: number };
    facts.set(fact.key, fact);
  }
  return { session, hour, number, facts, length };
}
