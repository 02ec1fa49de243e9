import { LIMITS, TIME } from '@claude-monitor/protocol';

/**
 * What a sender was told lately. Go's SDK and the Collector log each partial success as a warning, and a program
 * that is no agent exports every few seconds: its log would hold nothing else. Memory of an isolate: another one
 * tells it once more.
 */
export class SaidBefore {
  readonly #at = new Map<string, number>();

  /** Whether it is to be said, which is then noted. */
  isDue(what: string, now: number): boolean {
    const at = this.#at.get(what);
    if (at !== undefined && now - at < TIME.hourMs) return false;
    this.#at.delete(what);
    this.#at.set(what, now);
    const [oldest] = this.#at.keys();
    if (this.#at.size > LIMITS.sendersTold && oldest !== undefined) this.#at.delete(oldest);
    return true;
  }
}
