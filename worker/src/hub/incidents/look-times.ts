/**
 * When the clock alone may change something of a session: for each, when to look again. That time may be too
 * early, for most events only put it off, and never too late.
 */
export class LookTimes {
  readonly #lookAt = new Map<string, number>();
  #dueAt: number | null = null;

  get dueAt(): number | null {
    return this.#dueAt;
  }

  has(id: string): boolean {
    return this.#lookAt.has(id);
  }

  /** Infinity: there is nothing to come. */
  set(id: string, at: number): void {
    if (at === Infinity) {
      this.#lookAt.delete(id);
      return;
    }
    this.#lookAt.set(id, at);
    this.#due(at);
  }

  /** No later than this. */
  by(id: string, at: number): void {
    if (at < (this.#lookAt.get(id) ?? Infinity)) this.set(id, at);
  }

  delete(id: string): void {
    this.#lookAt.delete(id);
  }

  /** Those that are due; each is looked at and set again. */
  take(now: number): string[] {
    if (this.#dueAt === null || now < this.#dueAt) return [];
    const due: string[] = [];
    this.#dueAt = null;
    for (const [id, at] of this.#lookAt) {
      if (at > now) this.#due(at);
      else due.push(id);
    }
    for (const id of due) this.#lookAt.delete(id);
    return due;
  }

  #due(at: number): void {
    if (at < (this.#dueAt ?? Infinity)) this.#dueAt = at;
  }
}
