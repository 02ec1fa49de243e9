import { LIMITS } from '@claude-monitor/protocol/limits';
import type { Records } from './records.ts';

/** Where an entry stands: by time, then id. */
export type Position = { at: number; id: string };
export type Entry<Value> = Position & { value: Value };

/** A page of a list with what it adds up to, as the page above it keeps it. */
type Child<Sum> = Position & { page: number; size: number; sum: Sum };
export type Page<Value, Sum> = { entries: Entry<Value>[] } | { children: Child<Sum>[] };

/** The root of a list: it lies in its owner's record, and so does a short list as a whole. */
export type List<Value, Sum> = { next: number; root: Page<Value, Sum> };

/** What entries add up to: `join` is associative, in the order of the entries. */
export type Sums<Value, Sum> = {
  none: Sum;
  of(entry: Entry<Value>): Sum;
  join(a: Sum, b: Sum): Sum;
};

export const newList = <Value, Sum>(): List<Value, Sum> => ({ next: 0, root: { entries: [] } });

export const START: Position = { at: Number.MIN_SAFE_INTEGER, id: '' };
export const END: Position = { at: Number.MAX_SAFE_INTEGER, id: '\uffff' };

/** Before all entries of this time, and after all of them: times are whole milliseconds. */
export const from = (at: number): Position => ({ at, id: '' });
export const after = (at: number): Position => ({ at: at + 1, id: '' });

export const behind = ({ at, id }: Position): Position => ({ at, id: `${id}\0` });

export const isBefore = (a: Position, b: Position): boolean =>
  a.at < b.at || (a.at === b.at && a.id < b.id);

/**
 * A sorted list of any length, in records of at most `LIMITS.listPage` entries: a B+ tree whose pages
 * keep the sum of what is below, so each call reads and changes a number of records that grows with the
 * logarithm of its length. The owner of the root touches its own record after a change.
 */
export class Sorted<Value, Sum> {
  readonly #pages: Records<Page<Value, Sum>>;
  readonly #sums: Sums<Value, Sum>;
  readonly #name: string;
  readonly #list: List<Value, Sum>;

  /** `name` is part of the keys of this list's pages. */
  constructor(
    kind: { pages: Records<Page<Value, Sum>>; sums: Sums<Value, Sum> },
    name: string,
    list: List<Value, Sum>,
  ) {
    this.#pages = kind.pages;
    this.#sums = kind.sums;
    this.#name = name;
    this.#list = list;
  }

  get size(): number {
    return sizeOf(this.#list.root);
  }

  get sum(): Sum {
    return this.#sumOf(this.#list.root);
  }

  get(position: Position): Entry<Value> | undefined {
    const found = this.next(position);
    return found?.at === position.at && found.id === position.id ? found : undefined;
  }

  /** The first entry at or behind a position, of those whose sum passes. */
  next(position = START, passes: (sum: Sum) => boolean = any): Entry<Value> | undefined {
    return this.#next(this.#list.root, position, passes);
  }

  /** The last entry before a position, of those whose sum passes. */
  previous(position = END, passes: (sum: Sum) => boolean = any): Entry<Value> | undefined {
    return this.#previous(this.#list.root, position, passes);
  }

  *backwards(position = END): Generator<Entry<Value>> {
    for (let at = this.previous(position); at !== undefined; at = this.previous(at)) yield at;
  }

  /** What the entries at or behind one position and before another add up to. */
  sumBetween(low: Position, high: Position): Sum {
    return this.#between(this.#list.root, { low, high }, END);
  }

  set(entry: Entry<Value>): void {
    const list = this.#list;
    const right = this.#put(list.root, entry);
    if (right === null) return;
    list.root = { children: [this.#store(list.root), this.#store(right)] };
  }

  delete(position: Position): void {
    const list = this.#list;
    this.#take(list.root, position);
    while ('children' in list.root && list.root.children.length <= 1) {
      const [only] = list.root.children;
      list.root = only === undefined ? { entries: [] } : this.#read(only);
      if (only !== undefined) this.#pages.delete(this.#key(only));
    }
  }

  clear(): void {
    this.#drop(this.#list.root);
    this.#list.root = { entries: [] };
  }

  #drop(page: Page<Value, Sum>): void {
    if ('entries' in page) return;
    for (const child of page.children) {
      this.#drop(this.#read(child));
      this.#pages.delete(this.#key(child));
    }
  }

  #put(page: Page<Value, Sum>, entry: Entry<Value>): Page<Value, Sum> | null {
    if ('entries' in page) {
      const index = lowerBound(page.entries, entry);
      const known = page.entries[index];
      const isKnown = known?.at === entry.at && known.id === entry.id;
      page.entries.splice(index, isKnown ? 1 : 0, entry);
      const entries = splitOff(page.entries, index);
      return entries === null ? null : { entries };
    }
    const index = childAt(page.children, entry);
    const child = page.children[index];
    // Unreachable: a page that ran empty has left the list.
    if (child === undefined) return null;
    const below = this.#read(child);
    const right = this.#put(below, entry);
    this.#summarize(child, below);
    if (right === null) return null;
    page.children.splice(index + 1, 0, this.#store(right));
    const children = splitOff(page.children, index + 1);
    return children === null ? null : { children };
  }

  #take(page: Page<Value, Sum>, position: Position): void {
    if ('entries' in page) {
      const index = lowerBound(page.entries, position);
      const known = page.entries[index];
      if (known?.at === position.at && known.id === position.id) page.entries.splice(index, 1);
      return;
    }
    const index = childAt(page.children, position);
    const child = page.children[index];
    if (child === undefined) return;
    const below = this.#read(child);
    this.#take(below, position);
    if (sizeOf(below) > 0) {
      this.#summarize(child, below);
      return;
    }
    page.children.splice(index, 1);
    this.#pages.delete(this.#key(child));
  }

  #next(
    page: Page<Value, Sum>,
    position: Position,
    passes: (sum: Sum) => boolean,
  ): Entry<Value> | undefined {
    if ('entries' in page) {
      for (let index = lowerBound(page.entries, position); ; index++) {
        const entry = page.entries[index];
        if (entry === undefined || passes(this.#sums.of(entry))) return entry;
      }
    }
    for (let index = childAt(page.children, position); index < page.children.length; index++) {
      const child = page.children[index];
      if (child === undefined || !passes(child.sum)) continue;
      const found = this.#next(this.#read(child), position, passes);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #previous(
    page: Page<Value, Sum>,
    position: Position,
    passes: (sum: Sum) => boolean,
  ): Entry<Value> | undefined {
    if ('entries' in page) {
      for (let index = lowerBound(page.entries, position) - 1; ; index--) {
        const entry = page.entries[index];
        if (entry === undefined || passes(this.#sums.of(entry))) return entry;
      }
    }
    for (let index = childAt(page.children, position); index >= 0; index--) {
      const child = page.children[index];
      if (child === undefined || !passes(child.sum)) continue;
      const found = this.#previous(this.#read(child), position, passes);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #between(page: Page<Value, Sum>, range: { low: Position; high: Position }, end: Position): Sum {
    if ('entries' in page) {
      const inside = page.entries.slice(
        lowerBound(page.entries, range.low),
        lowerBound(page.entries, range.high),
      );
      return this.#join(inside.map((entry) => this.#sums.of(entry)));
    }
    const parts: Sum[] = [];
    for (const [index, child] of page.children.entries()) {
      const until = page.children[index + 1] ?? end;
      if (isBefore(until, range.low) || !isBefore(child, range.high)) continue;
      const isInside = !isBefore(child, range.low) && !isBefore(range.high, until);
      parts.push(isInside ? child.sum : this.#between(this.#read(child), range, until));
    }
    return this.#join(parts);
  }

  #sumOf(page: Page<Value, Sum>): Sum {
    if ('children' in page) return this.#join(page.children.map(({ sum }) => sum));
    return this.#join(page.entries.map((entry) => this.#sums.of(entry)));
  }

  #join(parts: Sum[]): Sum {
    return parts.reduce((sum, part) => this.#sums.join(sum, part), this.#sums.none);
  }

  #store(page: Page<Value, Sum>): Child<Sum> {
    const child = { ...START, page: this.#list.next++, size: 0, sum: this.#sums.none };
    this.#pages.put(this.#key(child), page);
    this.#summarize(child, page);
    return child;
  }

  #summarize(child: Child<Sum>, page: Page<Value, Sum>): void {
    const [first = START] = 'entries' in page ? page.entries : page.children;
    child.at = first.at;
    child.id = first.id;
    child.size = sizeOf(page);
    child.sum = this.#sumOf(page);
    this.#pages.touch(this.#key(child));
  }

  #read(child: Child<Sum>): Page<Value, Sum> {
    return this.#pages.get(this.#key(child)) ?? { entries: [] };
  }

  #key({ page }: Child<Sum>): string {
    return `${String(page)} ${this.#name}`;
  }
}

const any = (): boolean => true;

function sizeOf<Value, Sum>(page: Page<Value, Sum>): number {
  if ('entries' in page) return page.entries.length;
  return page.children.reduce((size, child) => size + child.size, 0);
}

/** A page that is too long gives its upper half away; one that only grows at its end stays full. */
function splitOff<Item>(items: Item[], changed: number): Item[] | null {
  if (items.length <= LIMITS.listPage) return null;
  return items.splice(changed === items.length - 1 ? changed : items.length >>> 1);
}

function lowerBound(items: readonly Position[], position: Position): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = items[middle];
    if (item !== undefined && isBefore(item, position)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function childAt(children: readonly Position[], position: Position): number {
  const index = lowerBound(children, position);
  const child = children[index];
  const isExact = child?.at === position.at && child.id === position.id;
  return isExact ? index : Math.max(0, index - 1);
}
