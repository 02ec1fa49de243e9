import { newPage, type Page, type PageStore } from '@claude-monitor/fold';
import { LIMITS } from '@claude-monitor/protocol';
import { compress, decompress } from './compressed.ts';
import { PageParts, ROWS_PART } from './page-parts.ts';
import { textOf } from './storage.ts';

type Cached = { page: Page; parts: PageParts; bytes: number; isDirty: boolean };

/** Names a page without holding it. */
export type PageKey = { session: string; hour: number };

/** A fact in memory, with its maps and strings: a rough measure for the cache's bound. */
const FACT_BYTES = 1_200;

/**
 * Pages in the hub's storage, behind a cache of the least recently used that is bounded in bytes.
 * A changed page stays in memory until the checkpoint writes it.
 */
export class StoredPages implements PageStore {
  readonly #sql: SqlStorage;
  readonly #cacheBytes: number;
  readonly #cache = new Map<string, Cached>();
  #bytes = 0;
  /** Pages as last written whose rows libSQL does not have, so that no flush scans the table. */
  readonly #unflushed = new Map<string, PageKey & { rev: number }>();

  constructor(sql: SqlStorage, flushedSeq: number, cacheBytes: number = LIMITS.pageCacheBytes) {
    this.#sql = sql;
    this.#cacheBytes = cacheBytes;
    for (const key of this.#keysAfter(flushedSeq)) this.#unflushed.set(nameOf(key), key);
  }

  /** Pages in memory. */
  get cached(): number {
    return this.#cache.size;
  }

  get(session: string, hour: number): Page | undefined {
    const name = nameOf({ session, hour });
    const cached = this.#cache.get(name);
    if (cached !== undefined) {
      this.#cache.delete(name);
      this.#cache.set(name, cached);
      return cached.page;
    }
    const loaded = this.#load(session, hour);
    if (loaded === null) return undefined;
    this.#keep({ ...loaded, isDirty: false });
    return loaded.page;
  }

  create(session: string, hour: number): Page {
    const page = newPage(session, hour);
    this.#keep({ page, parts: new PageParts(), isDirty: true });
    return page;
  }

  touch(page: Page, fact: string): void {
    const cached = this.#cache.get(nameOf(page));
    // The cache is never trimmed in the middle of an event, so what is touched is in it.
    if (cached === undefined) throw new Error('a page was touched that nobody got');
    cached.parts.touch(fact);
    cached.isDirty = true;
    this.#measure(cached);
  }

  /** Writes what changed since the last checkpoint; called inside its transaction. */
  checkpoint(): void {
    for (const cached of this.#cache.values()) {
      if (!cached.isDirty) continue;
      const { session, hour, rev } = cached.page;
      this.#save(cached);
      this.#unflushed.set(nameOf(cached.page), { session, hour, rev });
      cached.isDirty = false;
    }
  }

  /**
   * Forgets clean pages beyond the bound, the least recently used first. Never in the middle of an
   * event: the fold holds pages, and a second copy of one would lose what the first was given.
   */
  trimCache(): void {
    if (this.#bytes <= this.#cacheBytes) return;
    for (const [name, cached] of this.#cache) {
      if (cached.isDirty) continue;
      this.#cache.delete(name);
      this.#bytes -= cached.bytes;
      if (this.#bytes <= this.#cacheBytes) return;
    }
  }

  /** Pages with rows that libSQL does not have, as of the last checkpoint. */
  unflushed(): PageKey[] {
    return [...this.#unflushed.values()];
  }

  all(): PageKey[] {
    return this.#keysAfter(-1);
  }

  /** libSQL has every row that changed up to `seq`. */
  confirmFlush(seq: number): void {
    for (const [name, { rev }] of this.#unflushed) if (rev <= seq) this.#unflushed.delete(name);
  }

  #keysAfter(seq: number): (PageKey & { rev: number })[] {
    const rows = this.#sql.exec(
      'select session, hour, rev from page where part = 0 and rev > ?',
      seq,
    );
    return [...rows].map((row) => ({
      session: textOf(row['session']),
      hour: Number(row['hour']),
      rev: Number(row['rev']),
    }));
  }

  #load(session: string, hour: number): { page: Page; parts: PageParts } | null {
    const rows = this.#sql.exec(
      'select part, rev, state from page where session = ? and hour = ? order by part',
      session,
      hour,
    );
    const page = newPage(session, hour);
    const parts = new PageParts();
    let isKnown = false;
    for (const row of rows) {
      isKnown = true;
      const part = Number(row['part']);
      // Written by #save alone; storage is migrated by version, so the shape is known.
      const stored = decompress(row['state']) as Pick<Page, 'facts' | 'rows'>;
      if (part === ROWS_PART) {
        page.rows = stored.rows;
        page.rev = Number(row['rev']);
      }
      for (const [key, fact] of stored.facts) {
        page.facts.set(key, fact);
        parts.stored(key, part);
      }
    }
    return isKnown ? { page, parts } : null;
  }

  #save({ page, parts }: Cached): void {
    const { session, hour, rev } = page;
    for (const { part, facts } of parts.takeDirty(page)) {
      this.#sql.exec(
        `insert into page (session, hour, part, rev, state) values (?, ?, ?, ?, ?)
         on conflict (session, hour, part) do update set rev = excluded.rev, state = excluded.state`,
        session,
        hour,
        part,
        rev,
        compress({ facts, rows: part === ROWS_PART ? page.rows : NO_ROWS }),
      );
    }
  }

  #keep(fresh: Omit<Cached, 'bytes'>): void {
    const cached = { ...fresh, bytes: 0 };
    this.#cache.set(nameOf(cached.page), cached);
    this.#measure(cached);
  }

  #measure(cached: Cached): void {
    const bytes = cached.page.facts.size * FACT_BYTES;
    this.#bytes += bytes - cached.bytes;
    cached.bytes = bytes;
  }
}

const nameOf = ({ session, hour }: PageKey): string => `${session} ${String(hour)}`;

const NO_ROWS: Page['rows'] = {
  usage: new Map(),
  activity: new Map(),
  errors: new Map(),
  edges: new Map(),
};
