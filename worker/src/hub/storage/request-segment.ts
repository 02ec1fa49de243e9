import type { HourRef } from '@claude-monitor/fold';
import { z } from 'zod';
import { textOf } from './storage.ts';

const pagesSchema = z.array(z.tuple([z.string(), z.number()]));

/** Sorted by hash; `places` are the positions of their pages. */
export type Segment = { id: number; pages: HourRef[]; hashes: Uint32Array; places: Uint16Array };

/** The one that keys are still added to. */
export class OpenSegment {
  readonly id: number;
  readonly #pages: HourRef[] = [];
  readonly #places = new Map<string, number>();
  readonly #byHash = new Map<number, number[]>();
  size = 0;

  constructor(id: number) {
    this.id = id;
  }

  static from({ id, pages, hashes, places }: Segment): OpenSegment {
    const open = new OpenSegment(id);
    for (const [index, hash] of hashes.entries()) {
      const page = pages[places[index] ?? 0];
      if (page !== undefined) open.add(hash, page);
    }
    return open;
  }

  /** The newest entry first. */
  find(hash: number): HourRef[] {
    const places = this.#byHash.get(hash) ?? [];
    return places.toReversed().flatMap((place) => this.#pages[place] ?? []);
  }

  add(hash: number, page: HourRef): void {
    const name = `${page.session} ${String(page.hour)}`;
    let place = this.#places.get(name);
    if (place === undefined) {
      place = this.#pages.push(page) - 1;
      this.#places.set(name, place);
    }
    this.#byHash.set(hash, [...(this.#byHash.get(hash) ?? []), place]);
    this.size++;
  }

  /** True where it was named. */
  forgetSession(session: string): boolean {
    let isNamed = false;
    for (const [place, page] of this.#pages.entries()) {
      if (page.session !== session) continue;
      this.#pages[place] = { session: '', hour: 0 };
      this.#places.delete(`${page.session} ${String(page.hour)}`);
      isNamed = true;
    }
    return isNamed;
  }

  sorted(): Segment {
    const entries = [...this.#byHash].flatMap(([hash, places]) =>
      places.map((place) => ({ hash, place })),
    );
    entries.sort((a, b) => a.hash - b.hash);
    return {
      id: this.id,
      pages: [...this.#pages],
      hashes: Uint32Array.from(entries, ({ hash }) => hash),
      places: Uint16Array.from(entries, ({ place }) => place),
    };
  }
}

export function findIn({ pages, hashes, places }: Segment, hash: number): HourRef[] {
  let low = 0;
  let high = hashes.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((hashes[middle] ?? 0) < hash) low = middle + 1;
    else high = middle;
  }
  const found: HourRef[] = [];
  for (; hashes[low] === hash; low++) {
    const page = pages[places[low] ?? 0];
    if (page !== undefined) found.push(page);
  }
  return found;
}

export function saveSegment(sql: SqlStorage, { id, pages, hashes, places }: Segment): void {
  sql.exec(
    `insert into request_key (segment, pages, hashes, places) values (?, ?, ?, ?)
     on conflict (segment) do update set
       pages = excluded.pages, hashes = excluded.hashes, places = excluded.places`,
    id,
    JSON.stringify(pages.map(({ session, hour }) => [session, hour])),
    bytesOf(hashes),
    bytesOf(places),
  );
}

export function* readSegments(sql: SqlStorage): Generator<Segment> {
  for (const row of sql.exec('select * from request_key order by segment')) yield segmentOf(row);
}

function segmentOf(row: Record<string, SqlStorageValue>): Segment {
  const pages = pagesSchema.parse(JSON.parse(textOf(row['pages'])));
  return {
    id: Number(row['segment']),
    pages: pages.map(([session, hour]) => ({ session, hour })),
    hashes: new Uint32Array(blobOf(row['hashes'])),
    places: new Uint16Array(blobOf(row['places'])),
  };
}

const bytesOf = (numbers: Uint32Array | Uint16Array): ArrayBuffer =>
  new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength).slice().buffer;

function blobOf(value: SqlStorageValue | undefined): ArrayBuffer {
  if (!(value instanceof ArrayBuffer)) throw new Error('a stored segment is not a blob');
  return value;
}
