import type { Row, StoragePort } from '../../storage/port.ts';
import { chunkOf, factsOf } from './chunk.ts';
import type { StoredFact } from './fact-codec.ts';
import { decodeInfo, encodeInfo, hashesOfInfo, type StoredInfo } from './chunk-info-codec.ts';
import { type ChunkInfo } from './chunk-info.ts';
import { newHour, type Hour } from './hour.ts';
import { CHUNKS_PER_SEGMENT, segmentOf, segmentOfInfos, summaryOf } from './segment.ts';
import { decodeRow, encodeRow, type StoredRow } from './hour-row-codec.ts';

/** Rows of one page: what a checkpoint writes beside what changed. */
const ROWS_PER_PAGE = 8;

export const pageOfRow = (place: number): number => Math.floor(place / ROWS_PER_PAGE);

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
  /** `longSegments`: of 64 chunks, as an earlier version wrote them; it wrote no `segments`. */
  n: [rev: number, pages: number, longSegments: number, arrivedOn: number, segments?: number];
  /** The first page of rows, and the chunks that are not full. */
  r: StoredRow[];
  c: StoredInfo[];
  /** The facts of a first chunk that is stored here, and their length. */
  f?: [length: number, StoredFact[]];
  /** Signs of life, each after the first as its distance from the one before. */
  l?: number[];
};

/** The hour itself, with its first page of rows and its open chunks; `changedPages` and `changedSegments` are the rest. */
export function encodeHour(hour: Hour): string {
  const rows = [...hour.rows.values()].filter(({ page }) => page === 0);
  const lastFull = hour.chunks.findLast(({ isFull }) => isFull);
  const segments = lastFull === undefined ? hour.segments.length : segmentOf(lastFull.number) + 1;
  const open = hour.chunks.filter(({ isFull }) => !isFull);
  const hashes = hour.keys.hashesOf(open.map(({ number }) => number));
  const stored: StoredHour = {
    s: hour.session,
    h: hour.hour,
    n: [hour.rev, countPages(hour), 0, hour.arrivedOn, segments],
    r: rows.map(encodeRow),
    c: open.map((info) => encodeInfo(info, hour.hour, hashes.get(info.number) ?? [])),
  };
  if (hour.signs.length > 0) {
    stored.l = hour.signs.map((sign, index) => sign - (hour.signs[index - 1] ?? 0));
  }
  if (hour.first !== null) stored.f = [hour.first.length, factsOf(hour.first)];
  return JSON.stringify(stored);
}

/** The pages of rows that changed, but for the first, which stands in the hour itself. */
export function changedPages(hour: Hour): Row[] {
  const pages = [...hour.dirtyRowPages].filter((page) => page > 0);
  if (pages.length === 0) return [];
  const byPage = new Map<number, StoredRow[]>(pages.map((page) => [page, []]));
  for (const row of hour.rows.values()) byPage.get(row.page)?.push(encodeRow(row));
  return [...byPage].map(([page, rows]) => ({
    key: partKey(hour.session, hour.hour, page),
    body: JSON.stringify(rows),
  }));
}

/** The segments of full chunks that changed. */
export function changedSegments(hour: Hour): Row[] {
  if (hour.dirtySegments.size === 0) return [];
  const bySegment = new Map(
    [...hour.dirtySegments].map((segment) => [segment, fullIn(hour, segment)]),
  );
  const numbers = [...bySegment.values()].flat().map(({ number }) => number);
  const hashes = hour.keys.hashesOf(numbers);
  return [...bySegment].map(([segment, infos]) => ({
    key: partKey(hour.session, hour.hour, segment),
    body: JSON.stringify(
      infos.map((info) => encodeInfo(info, hour.hour, hashes.get(info.number) ?? [])),
    ),
  }));
}

const fullIn = ({ chunks }: Hour, segment: number): ChunkInfo[] =>
  chunks.filter(({ number, isFull }) => isFull && segmentOf(number) === segment);

export function decodeHour(storage: StoragePort, body: string): Hour {
  // Written by this module alone.
  const stored = JSON.parse(body) as StoredHour;
  const [rev, pages, longSegments, arrivedOn, segments] = stored.n;
  const hour = newHour(stored.s, stored.h);
  hour.rev = rev;
  hour.arrivedOn = arrivedOn;
  let sign = 0;
  hour.signs = (stored.l ?? []).map((step) => (sign += step));
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
  for (let number = 0; number < (segments ?? longSegments); number++) {
    const body = storage.read('chunk_index', partKey(stored.s, stored.h, number));
    const infos = body === undefined ? [] : (JSON.parse(body) as StoredInfo[]);
    const isWhole = infos.length === CHUNKS_PER_SEGMENT && hour.segments.length === number;
    if (isWhole && segments !== undefined) {
      hour.segments.push(summaryOf(segmentOfInfos(hour.hour, infos)));
    } else for (const info of infos) enterInfo(hour, info, true);
  }
  for (const info of stored.c) enterInfo(hour, info, false);
  if (segments === undefined) {
    for (const { number, isFull } of hour.chunks) {
      if (isFull) hour.dirtySegments.add(segmentOf(number));
    }
  }
  if (stored.f !== undefined) {
    const [length, facts] = stored.f;
    hour.first = chunkOf({ session: stored.s, hour: stored.h, number: 0, length }, facts);
  }
  return hour;
}

function enterInfo(hour: Hour, stored: StoredInfo, isFull: boolean): void {
  const info = decodeInfo(stored, hour.hour, isFull);
  hour.chunks[info.number - hour.segments.length * CHUNKS_PER_SEGMENT] = info;
  if (!isFull) hour.open.push(info.number);
  for (const hash of hashesOfInfo(stored)) hour.keys.add(hash, info.number);
}
