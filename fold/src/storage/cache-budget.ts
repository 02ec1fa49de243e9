export type Trimmed = {
  trim(event: number, isEnough: () => boolean): void;
};

/** Below the bound by this much after a trim, so that not every event trims. */
const SLACK = 0.9;

export class CacheBudget {
  readonly #limit: number;
  readonly #caches: Trimmed[] = [];
  #bytes = 0;
  /** How often a record was asked for or changed: what an event costs, whatever is in memory. */
  reads = 0;
  /** Counts the events: what was used in the running one is not let go. */
  event = 0;
  #trimmedAt = 0;
  /** Where too much is dirty to be let go, a trim looks again only when there is more of it. */
  #nextTrim = 0;

  constructor(limitBytes: number) {
    this.#limit = limitBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** More is held than may be, and a trim could not help: it waits to be written. */
  get isFull(): boolean {
    return this.#nextTrim > 0;
  }

  add(cache: Trimmed): void {
    this.#caches.push(cache);
  }

  used(bytes: number): void {
    this.#bytes += bytes;
  }

  /** What was changed is written: a trim may help again. */
  written(): void {
    this.#nextTrim = 0;
  }

  /** Lets go of all that is clean. */
  forget(): void {
    this.event++;
    for (const cache of this.#caches) cache.trim(this.event, () => false);
  }

  /** Between two events: nobody holds a record. */
  endEvent(): void {
    this.event++;
    if (this.#bytes <= Math.max(this.#limit, this.#nextTrim)) return;
    const enough = this.#limit * SLACK;
    const isEnough = (): boolean => this.#bytes <= enough;
    // First what was not used since the last trim, then whatever is clean.
    for (const since of [this.#trimmedAt, this.event]) {
      for (const cache of this.#caches) cache.trim(since, isEnough);
      if (isEnough()) break;
    }
    this.#trimmedAt = this.event;
    this.#nextTrim = isEnough() ? 0 : this.#bytes / SLACK;
  }
}
