import { hex32 } from '@claude-monitor/protocol/ids';
import type { StoragePort } from '../../storage/port.ts';
import { chunkOf, factsOf } from './chunk.ts';
import type { StoredFact } from './fact-codec.ts';
import { newHour, type ChunkInfo, type Hour } from './hour.ts';
import { decodeRow, encodeRow, type StoredRow } from './hour-row-codec.ts';

/** Rows of one page, and chunks of one segment: what a checkpoint writes beside what changed. */
export const ROWS_PER_PAGE = 8;
const CHUNKS_PER_SEGMENT = 16;

export const pageOfRow = (place: number): number => Math.floor(place / ROWS_PER_PAGE);
export const segmentOf = (chunk: number): number => Math.floor(chunk / CHUNKS_PER_SEGMENT);

export const countPages = ({ rows }: Hour): number =>
  rows.size === 0 ? 0 : pageOfRow(rows.size - 1) + 1;

export const hourKey = (session: string, hour: number): string => `${session} ${String(hour)}`;
export function placeOfHour(key: string): { session: string; hour: number } {
  const at = key.indexOf(' ');
  return { session: key.slice(0, at), hour: Number(key.slice(at + 1)) };
}

export const partKey = (session: string, hour: number, part: number): string =>
  `${hourKey(session, hour)} ${String(part)}`;

type StoredHour = {
  s: string;
  h: number;
  /** Rev, pages of rows, segments of full chunks, day of the last arrival. */
  n: [rev: number, pages: number, segments: number, arrivedOn: number];
  /** The first page of rows, and the chunks that are not full. */
  r: StoredRow[];
  c: StoredInfo[];
  /** The facts of a first chunk that is stored here, and their length. */
  f?: [length: number, StoredFact[]];
};

type StoredInfo = [
  number: number,
  count: number,
  from: number,
  until: number,
  kinds: number,
  rev: number,
  keys: string,
  leftRev?: number,
];

/** The hour itself, with its first page of rows and its open chunks; `savePages` writes the rest. */
export function encodeHour(hour: Hour): string {
  const rows = [...hour.rows.values()].filter(({ page }) => page === 0);
  const last = hour.chunks.findLast(({ isFull }) => isFull);
  const hashes = hour.keys.hashesOf(hour.open);
  const stored: StoredHour = {
    s: hour.session,
    h: hour.hour,
    n: [
      hour.rev,
      countPages(hour),
      last === undefined ? 0 : segmentOf(last.number) + 1,
      hour.arrivedOn,
    ],
    r: rows.map(encodeRow),
    c: hour.open.flatMap((number) => {
      const info = hour.chunks[number];
      return info === undefined ? [] : [encodeInfo(info, hour.hour, hashes)];
    }),
  };
  if (hour.first !== null) stored.f = [hour.first.length, factsOf(hour.first)];
  return JSON.stringify(stored);
}

/** Writes the pages of rows and the segments of chunks that changed, but for the first page. */
export function savePages(storage: StoragePort, hour: Hour): void {
  const pages = [...hour.dirtyRowPages].filter((page) => page > 0);
  if (pages.length > 0) {
    const byPage = new Map<number, StoredRow[]>(pages.map((page) => [page, []]));
    for (const row of hour.rows.values()) byPage.get(row.page)?.push(encodeRow(row));
    for (const [page, rows] of byPage) {
      const body = JSON.stringify(rows);
      storage.write('hour_rows', partKey(hour.session, hour.hour, page), { body });
    }
  }
  if (hour.dirtySegments.size === 0) return;
  const bySegment = new Map(
    [...hour.dirtySegments].map((segment) => [segment, fullIn(hour, segment)]),
  );
  const numbers = [...bySegment.values()].flat().map(({ number }) => number);
  const hashes = hour.keys.hashesOf(numbers);
  for (const [segment, infos] of bySegment) {
    const body = JSON.stringify(infos.map((info) => encodeInfo(info, hour.hour, hashes)));
    storage.write('chunk_index', partKey(hour.session, hour.hour, segment), { body });
  }
}

function fullIn({ chunks }: Hour, segment: number): ChunkInfo[] {
  const first = segment * CHUNKS_PER_SEGMENT;
  return chunks.slice(first, first + CHUNKS_PER_SEGMENT).filter(({ isFull }) => isFull);
}

export function decodeHour(storage: StoragePort, body: string): Hour {
  // Written by this module alone.
  const stored = JSON.parse(body) as StoredHour;
  const [rev, pages, segments, arrivedOn] = stored.n;
  const hour = newHour(stored.s, stored.h);
  hour.rev = rev;
  hour.arrivedOn = arrivedOn;
  const addRows = (rows: readonly StoredRow[], page: number): void => {
    for (const row of rows) {
      const [key, decoded] = decodeRow(row, page);
      hour.rows.set(key, decoded);
    }
  };
  addRows(stored.r, 0);
  for (let page = 1; page < pages; page++) {
    const body = storage.read('hour_rows', partKey(stored.s, stored.h, page));
    addRows(body === undefined ? [] : (JSON.parse(body) as StoredRow[]), page);
  }
  for (let segment = 0; segment < segments; segment++) {
    const body = storage.read('chunk_index', partKey(stored.s, stored.h, segment));
    const infos = body === undefined ? [] : (JSON.parse(body) as StoredInfo[]);
    for (const info of infos) {
      enterInfo(hour, info, true);
      // An earlier version had longer segments: what is not in its place goes there with the next write.
      if (segmentOf(info[0]) !== segment) {
        hour.dirtySegments.add(segment).add(segmentOf(info[0]));
      }
    }
  }
  for (const info of stored.c) enterInfo(hour, info, false);
  if (stored.f !== undefined) {
    const [length, facts] = stored.f;
    hour.first = chunkOf({ session: stored.s, hour: stored.h, number: 0, length }, facts);
  }
  return hour;
}

function enterInfo(hour: Hour, stored: StoredInfo, isFull: boolean): void {
  const info = decodeInfo(stored, hour.hour, isFull);
  hour.chunks[info.number] = info;
  if (!isFull) hour.open.push(info.number);
  for (const hash of hashesOfText(stored[6])) hour.keys.add(hash, info.number);
}

function encodeInfo(
  info: ChunkInfo,
  hour: number,
  hashes: ReadonlyMap<number, readonly number[]>,
): StoredInfo {
  const { number, count, from, until, kinds, rev, leftRev } = info;
  const keys = textOfHashes(hashes.get(number) ?? []);
  const stored: StoredInfo = [number, count, from - hour, until - hour, kinds, rev, keys];
  if (leftRev > 0) stored.push(leftRev);
  return stored;
}

function decodeInfo(stored: StoredInfo, hour: number, isFull: boolean): ChunkInfo {
  const [number, count, from, until, kinds, rev, keys, leftRev = 0] = stored;
  return {
    number,
    count,
    from: from + hour,
    until: until + hour,
    kinds,
    rev,
    leftRev,
    added: keys.length / HEX_DIGITS,
    isFull,
  };
}

const HEX_DIGITS = 8;

const textOfHashes = (hashes: readonly number[]): string => hashes.map(hex32).join('');

function hashesOfText(text: string): number[] {
  const hashes: number[] = [];
  for (let at = 0; at < text.length; at += HEX_DIGITS) {
    hashes.push(parseInt(text.slice(at, at + HEX_DIGITS), 16));
  }
  return hashes;
}
