import { LIMITS } from '@claude-monitor/protocol';
import { z } from 'zod';
import type { MetaName } from '../storage/meta-names.ts';
import { readMeta, writeMeta } from '../storage/storage.ts';

const storedSchema = z.array(z.tuple([z.string(), z.number()]));

/**
 * When something of a name (a key, a source) was seen last. Memory is exact; what is stored is up to
 * `LIMITS.lastTimeNoteMs` older, so that a call bills no row of its own: one a name in so long.
 */
export class LastTimes {
  readonly #sql: SqlStorage;
  readonly #metaName: MetaName;
  readonly #times: Map<string, number>;
  #stored: ReadonlyMap<string, number>;

  constructor(sql: SqlStorage, metaName: MetaName) {
    this.#sql = sql;
    this.#metaName = metaName;
    const text = readMeta(sql, metaName);
    this.#times = new Map(typeof text === 'string' ? storedSchema.parse(JSON.parse(text)) : []);
    this.#stored = new Map(this.#times);
  }

  get(name: string): number | null {
    return this.#times.get(name) ?? null;
  }

  get all(): Record<string, number> {
    return Object.fromEntries(this.#times);
  }

  record(name: string, now: number): void {
    // Deleted first, so that the name that was silent for longest stands first, and makes room.
    this.#times.delete(name);
    this.#times.set(name, now);
    const [oldest] = this.#times.keys();
    if (this.#times.size > LIMITS.lastTimesKept && oldest !== undefined) this.#times.delete(oldest);
    const storedAt = this.#stored.get(name) ?? Number.NEGATIVE_INFINITY;
    if (now - storedAt < LIMITS.lastTimeNoteMs) return;
    writeMeta(this.#sql, this.#metaName, JSON.stringify([...this.#times]));
    this.#stored = new Map(this.#times);
  }

  /** In memory at once, in storage with the next write: nobody asks for a name that is gone. */
  forget(names: readonly string[]): void {
    for (const name of names) this.#times.delete(name);
  }
}
