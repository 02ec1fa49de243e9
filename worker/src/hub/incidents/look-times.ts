import { LIMITS } from '@claude-monitor/protocol';

/** Sessions that are looked at in one turn: some milliseconds. */
const TAKEN_AT_ONCE = 100;

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

  get(id: string): number | undefined {
    return this.#lookAt.get(id);
  }

  clear(): void {
    this.#lookAt.clear();
    this.#dueAt = null;
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
    if (this.#lookAt.size <= LIMITS.watchedSessions) return;
    // The one that has been watched longest: an event of it watches it again.
    const [oldest] = this.#lookAt.keys();
    if (oldest !== undefined) this.#lookAt.delete(oldest);
  }

  /** No later than this. */
  by(id: string, at: number): void {
    if (at < (this.#lookAt.get(id) ?? Infinity)) this.set(id, at);
  }

  delete(id: string): void {
    this.#lookAt.delete(id);
  }

  /** Those that are due, a bounded number at a time; each is looked at and set again. */
  take(now: number): string[] {
    if (this.#dueAt === null || now < this.#dueAt) return [];
    const due: string[] = [];
    this.#dueAt = null;
    for (const [id, at] of this.#lookAt) {
      if (at <= now && due.length < TAKEN_AT_ONCE) due.push(id);
      else this.#due(at);
    }
    for (const id of due) this.#lookAt.delete(id);
    return due;
  }

  #due(at: number): void {
    if (at < (this.#dueAt ?? Infinity)) this.#dueAt = at;
  }
}
