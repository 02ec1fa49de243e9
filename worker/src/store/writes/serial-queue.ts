/**
 * Runs jobs one after the other, in the order they came: libSQL takes one batch at a time (rule
 * STO6). A job that fails does not stop the next.
 */
export class SerialQueue {
  readonly #capacity: number;
  #tail: Promise<unknown> = Promise.resolve();
  #length = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get length(): number {
    return this.#length;
  }

  /** The job's outcome, or null when too many wait already. */
  run<Value>(job: () => Promise<Value>): Promise<Value> | null {
    if (this.#length >= this.#capacity) return null;
    this.#length++;
    const outcome = this.#tail.then(job).finally(() => {
      this.#length--;
    });
    this.#tail = outcome.catch(() => undefined);
    return outcome;
  }
}
