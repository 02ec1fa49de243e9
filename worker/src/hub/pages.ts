import { LIMITS, newPage, type Page, type PageStore } from '@claude-monitor/protocol';
import { compress, decompress } from './compressed.ts';

type Cached = { page: Page; bytes: number; isDirty: boolean };

/** A fact in memory, with its maps and strings: a rough measure for the cache's bound. */
const FACT_BYTES = 1_200;

/**
 * Pages in the hub's storage, behind a cache of the least recently used that is bounded in bytes.
 * A changed page stays in memory until the checkpoint writes it.
 */
export class StoredPages implements PageStore {
  readonly #sql: SqlStorage;
  readonly #cache = new Map<string, Cached>();
  #bytes = 0;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  get(session: string, hour: number): Page | undefined {
    const key = keyOf(session, hour);
    const cached = this.#cache.get(key);
    if (cached !== undefined) {
      this.#cache.delete(key);
      this.#cache.set(key, cached);
      return cached.page;
    }
    const page = this.#load(session, hour);
    if (page !== undefined) this.#keep(key, page, false);
    return page;
  }

  create(session: string, hour: number): Page {
    const page = newPage(session, hour);
    this.#keep(keyOf(session, hour), page, true);
    return page;
  }

  touch(page: Page): void {
    const cached = this.#cache.get(keyOf(page.session, page.hour));
    if (cached === undefined) {
      this.#keep(keyOf(page.session, page.hour), page, true);
      return;
    }
    cached.isDirty = true;
    this.#measure(cached);
  }

  /** Writes what changed since the last checkpoint; called inside its transaction. */
  checkpoint(): void {
    for (const cached of this.#cache.values()) {
      if (!cached.isDirty) continue;
      this.#save(cached.page);
      cached.isDirty = false;
    }
    this.#evict();
  }

  /** Pages that changed after `seq`: of the storage and of memory. Call after a checkpoint. */
  *changedAfter(seq: number): Generator<Page> {
    const keys = [
      ...this.#sql.exec('select session, hour from page where part = 0 and rev > ?', seq),
    ];
    for (const row of keys) {
      const page = this.get(String(row['session']), Number(row['hour']));
      if (page !== undefined) yield page;
    }
  }

  #load(session: string, hour: number): Page | undefined {
    const parts = this.#sql.exec(
      'select rev, state from page where session = ? and hour = ? order by part',
      session,
      hour,
    );
    let page: Page | undefined;
    for (const row of parts) {
      // Written by #save alone; storage is migrated by version, so the shape is known.
      const part = decompress(row['state']) as Pick<Page, 'facts' | 'rows'>;
      page ??= { ...newPage(session, hour), rows: part.rows, rev: Number(row['rev']) };
      for (const [key, fact] of part.facts) page.facts.set(key, fact);
    }
    return page;
  }

  #save(page: Page): void {
    const { session, hour, rev } = page;
    const parts = partsOf(page);
    for (const [index, state] of parts.entries()) {
      this.#sql.exec(
        `insert into page (session, hour, part, rev, state) values (?, ?, ?, ?, ?)
         on conflict (session, hour, part) do update set rev = excluded.rev, state = excluded.state`,
        session,
        hour,
        index,
        rev,
        state,
      );
    }
    this.#sql.exec(
      'delete from page where session = ? and hour = ? and part >= ?',
      session,
      hour,
      parts.length,
    );
  }

  #keep(key: string, page: Page, isDirty: boolean): void {
    const cached = { page, bytes: 0, isDirty };
    this.#cache.set(key, cached);
    this.#measure(cached);
    this.#evict();
  }

  #measure(cached: Cached): void {
    const bytes = cached.page.facts.size * FACT_BYTES;
    this.#bytes += bytes - cached.bytes;
    cached.bytes = bytes;
  }

  #evict(): void {
    if (this.#bytes <= LIMITS.pageCacheBytes) return;
    for (const [key, cached] of this.#cache) {
      if (cached.isDirty) continue;
      this.#cache.delete(key);
      this.#bytes -= cached.bytes;
      if (this.#bytes <= LIMITS.pageCacheBytes) return;
    }
  }
}

const keyOf = (session: string, hour: number): string => `${session} ${String(hour)}`;

/** One compressed part, or as many as the row limit asks for; each with its share of the facts. */
function partsOf(page: Page): ArrayBuffer[] {
  const whole = compress({ facts: page.facts, rows: page.rows });
  if (whole.byteLength <= LIMITS.pagePartBytes) return [whole];
  const count = Math.ceil(whole.byteLength / (LIMITS.pagePartBytes / 2));
  const facts = [...page.facts];
  const size = Math.ceil(facts.length / count);
  return Array.from({ length: count }, (_, index) =>
    compress({
      facts: new Map(facts.slice(index * size, (index + 1) * size)),
      rows: page.rows,
    }),
  );
}
