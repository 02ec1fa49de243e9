/**
 * A map that the oldest entry leaves when it is full. A map alone would do, but reading its first entry walks
 * over all that was deleted before it: 30 microseconds an entry with 100,000 of them.
 */
export class BoundedMap<Value> {
  readonly #most: number;
  readonly #values = new Map<string, Value>();
  /** Keys in the order in which they came, the oldest at `#oldest`; one that was deleted is passed over. */
  #order: string[] = [];
  #oldest = 0;

  constructor(most: number) {
    this.#most = most;
  }

  has(key: string): boolean {
    return this.#values.has(key);
  }

  get(key: string): Value | undefined {
    return this.#values.get(key);
  }

  keys(): Iterable<string> {
    return this.#values.keys();
  }

  set(key: string, value: Value): void {
    if (!this.#values.has(key)) this.#order.push(key);
    this.#values.set(key, value);
    while (this.#values.size > this.#most) this.#deleteOldest();
  }

  delete(key: string): void {
    this.#values.delete(key);
  }

  /** Deletes the oldest entries as long as this holds of them. */
  deleteWhile(isOld: (value: Value) => boolean): void {
    for (;;) {
      const key = this.#order[this.#oldest];
      if (key === undefined) return;
      const value = this.#values.get(key);
      if (value !== undefined && !isOld(value)) return;
      this.#deleteOldest();
    }
  }

  /** The value that left; undefined when there was none. */
  deleteOldest(): Value | undefined {
    for (;;) {
      const key = this.#order[this.#oldest];
      if (key === undefined) return undefined;
      const value = this.#values.get(key);
      this.#deleteOldest();
      if (value !== undefined) return value;
    }
  }

  #deleteOldest(): void {
    const key = this.#order[this.#oldest++];
    if (key !== undefined) this.#values.delete(key);
    if (this.#oldest < this.#most) return;
    this.#order = this.#order.slice(this.#oldest);
    this.#oldest = 0;
  }
}
