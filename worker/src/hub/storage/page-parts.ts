import type { Page } from '@claude-monitor/fold';

/**
 * Facts of one part: small enough that a checkpoint writes little beside what changed, and that a
 * part of the longest facts stays below what a row may hold.
 */
const FACTS_PER_PART = 128;

/** Part 0 holds the keys of the rows, which change with every fact. */
export const ROWS_PART = 0;

/**
 * In which part of its page a fact is stored, and which parts changed. A fact stays where it was put
 * first, and new ones go to the last part: so an hour of many facts is not written again as a whole.
 */
export class PageParts {
  readonly #partOf = new Map<string, number>();
  /** Keys of the facts, by part; the first is the rows' and stays empty. */
  readonly #keys: string[][] = [[]];
  readonly #dirty = new Set<number>();

  /** The fact of this key was changed, added or taken out. */
  touch(key: string): void {
    this.#dirty.add(ROWS_PART).add(this.#partOf.get(key) ?? this.#place(key));
  }

  /** A fact that was read from a part. */
  stored(key: string, part: number): void {
    while (this.#keys.length <= part) this.#keys.push([]);
    this.#keys[part]?.push(key);
    this.#partOf.set(key, part);
  }

  /** The parts that changed since the last call, as they are now. */
  takeDirty(page: Page): { part: number; facts: Page['facts'] }[] {
    const dirty = [...this.#dirty].map((part) => ({ part, facts: this.#factsOf(page, part) }));
    this.#dirty.clear();
    return dirty;
  }

  #factsOf(page: Page, part: number): Page['facts'] {
    const facts: Page['facts'] = new Map();
    for (const key of this.#keys[part] ?? []) {
      const fact = page.facts.get(key);
      if (fact !== undefined) facts.set(key, fact);
    }
    return facts;
  }

  #place(key: string): number {
    const last = this.#keys.length - 1;
    const isFull = last === ROWS_PART || (this.#keys[last]?.length ?? 0) >= FACTS_PER_PART;
    const part = isFull ? last + 1 : last;
    this.stored(key, part);
    return part;
  }
}
