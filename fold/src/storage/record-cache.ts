import type { CacheBudget, Trimmed } from './cache-budget.ts';
import type { Columns, Packed, RecordKind, Row, StoragePort } from './port.ts';
import type { Records } from './records.ts';

/** How records of a kind are stored; `bytes` is what one takes in memory, roughly. */
export type RecordCodec<Value> = {
  kind: RecordKind;
  encode(value: Value): string;
  decode(body: string, key: string): Value;
  bytes(value: Value, bodyLength: number): number;
  columns?(value: Value): Columns;
};

type Entry<Value> = {
  value: Value;
  bytes: number;
  isDirty: boolean;
  usedIn: number;
  /** As it will be stored, where it was packed ahead and not changed since. */
  packed: { body: Packed; length: number } | null;
};

const ABSENT_KEPT = 2_000;

/** What a new record is taken to weigh until it is written and measured. */
const NEW_BODY_LENGTH = 1_000;

/**
 * Records of one kind behind a cache. What was changed stays in memory until a checkpoint has written
 * it; the rest goes, the longest unused first, when all caches together pass their budget. Nothing goes
 * in mid-event: the fold holds records, and a second copy of one would lose what was entered in the first.
 */
export class RecordCache<Value> implements Records<Value>, Trimmed {
  readonly #storage: StoragePort;
  readonly #codec: RecordCodec<Value>;
  readonly #budget: CacheBudget;
  readonly #entries = new Map<string, Entry<Value>>();
  /** Keys of changed records, in order of their first change. */
  readonly #dirty = new Set<string>();
  /** Deleted, and still in storage. */
  readonly #deleted = new Set<string>();
  /** Looked for and not there: what is asked for again and again is seldom made. */
  readonly #absent = new Set<string>();

  constructor(storage: StoragePort, codec: RecordCodec<Value>, budget: CacheBudget) {
    this.#storage = storage;
    this.#codec = codec;
    this.#budget = budget;
    budget.add(this);
  }

  get(key: string): Value | undefined {
    this.#budget.reads++;
    const known = this.#entries.get(key);
    if (known !== undefined) {
      known.usedIn = this.#budget.event;
      return known.value;
    }
    if (this.#absent.has(key) || this.#deleted.has(key)) return undefined;
    const body = this.#storage.read(this.#codec.kind, key);
    if (body === undefined) {
      if (this.#absent.size >= ABSENT_KEPT) this.#absent.clear();
      this.#absent.add(key);
      return undefined;
    }
    const value = this.#codec.decode(body, key);
    this.#enter(key, value, { bodyLength: body.length, isDirty: false });
    return value;
  }

  put(key: string, value: Value): void {
    const known = this.#entries.get(key);
    if (known !== undefined) this.#budget.used(-known.bytes);
    this.#deleted.delete(key);
    this.#absent.delete(key);
    this.#enter(key, value, { bodyLength: NEW_BODY_LENGTH, isDirty: true });
  }

  touch(key: string): void {
    this.#budget.reads++;
    const known = this.#entries.get(key);
    if (known === undefined) throw new Error(`a ${this.#codec.kind} was touched that nobody got`);
    known.packed = null;
    if (known.isDirty) return;
    known.isDirty = true;
    this.#dirty.add(key);
  }

  delete(key: string): void {
    const known = this.#entries.get(key);
    if (known !== undefined) this.#budget.used(-known.bytes);
    this.#entries.delete(key);
    this.#dirty.delete(key);
    this.#deleted.add(key);
  }

  *unsaved(): Generator<[string, Value]> {
    for (const key of this.#dirty) {
      const entry = this.#entries.get(key);
      if (entry !== undefined) yield [key, entry.value];
    }
  }

  /** Changed records that are not packed. */
  get unpacked(): number {
    let count = 0;
    for (const key of this.#dirty) if (this.#entries.get(key)?.packed === null) count++;
    return count;
  }

  /**
   * Packs changed records between two events, so that the next `save` has less to do: one each time it is
   * asked for the next, whose length it answers. What changes afterwards is packed again.
   */
  *pack(): Generator<number> {
    for (const key of this.#dirty) {
      const entry = this.#entries.get(key);
      if (entry?.packed !== null) continue;
      entry.packed = this.#packed(entry.value);
      yield entry.packed.length;
    }
  }

  isDeleted(key: string): boolean {
    return this.#deleted.has(key);
  }

  /** Writes what changed since the last call; the caller holds a transaction. */
  save(): void {
    const codec = this.#codec;
    for (const key of this.#deleted) this.#storage.remove(codec.kind, key);
    const rows: Row[] = [];
    for (const key of this.#dirty) {
      const entry = this.#entries.get(key);
      if (entry === undefined) continue;
      const { body, length } = entry.packed ?? this.#packed(entry.value);
      rows.push({ key, body, columns: codec.columns?.(entry.value) });
      const now = codec.bytes(entry.value, length);
      this.#budget.used(now - entry.bytes);
      entry.bytes = now;
    }
    this.#storage.write(codec.kind, rows);
  }

  /** Called when what `save` wrote is sure to stay. */
  saved(): void {
    for (const key of this.#dirty) {
      const entry = this.#entries.get(key);
      if (entry === undefined) continue;
      entry.isDirty = false;
      entry.packed = null;
    }
    this.#dirty.clear();
    this.#deleted.clear();
  }

  /** Says again what a changed record takes in memory. */
  weigh(key: string, bytes: number): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#budget.used(bytes - entry.bytes);
    entry.bytes = bytes;
  }

  /** Lets go of clean records that were not used since `event`, the oldest first, until it is enough. */
  trim(event: number, isEnough: () => boolean): void {
    let left = this.#entries.size;
    for (const [key, entry] of this.#entries) {
      // What is kept moves to the end, where this loop would find it again.
      if (left-- <= 0 || isEnough()) return;
      this.#entries.delete(key);
      if (entry.isDirty || entry.usedIn > event) this.#entries.set(key, entry);
      else this.#budget.used(-entry.bytes);
    }
  }

  #packed(value: Value): { body: Packed; length: number } {
    const text = this.#codec.encode(value);
    return { body: this.#storage.pack(this.#codec.kind, text), length: text.length };
  }

  #enter(
    key: string,
    value: Value,
    { bodyLength, isDirty }: { bodyLength: number; isDirty: boolean },
  ): void {
    const bytes = this.#codec.bytes(value, bodyLength);
    this.#entries.set(key, { value, bytes, isDirty, usedIn: this.#budget.event, packed: null });
    this.#budget.used(bytes);
    if (isDirty) this.#dirty.add(key);
  }
}
