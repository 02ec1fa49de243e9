import { LIMITS, sessionKeyOf, type TelemetryEvent } from '@claude-monitor/protocol';

/**
 * Ids of the last day, bounded: a batch that is sent again is reported `duplicate`. Best effort: what
 * counts once is decided by natural keys in the fold (rule ING2).
 */
export class RecentIds {
  readonly #ids = new Map<string, number>();
  /**
   * Their keys in order of arrival, the oldest at `#oldest`. A map alone would do, but reading its first
   * entry walks over all that was deleted before it: 30 microseconds an event with 100,000 ids.
   */
  #order: string[] = [];
  #oldest = 0;

  has(event: TelemetryEvent): boolean {
    return this.#ids.has(keyOf(event));
  }

  forget(isMeant: (sessionKey: string) => boolean): void {
    for (const key of this.#ids.keys()) {
      if (isMeant(key.slice(0, key.indexOf(' ')))) this.#ids.delete(key);
    }
  }

  add(event: TelemetryEvent, now: number): void {
    const key = keyOf(event);
    if (!this.#ids.has(key)) this.#order.push(key);
    this.#ids.set(key, now);
    for (;;) {
      const oldest = this.#order[this.#oldest];
      if (oldest === undefined) return;
      const at = this.#ids.get(oldest);
      const isOld = at !== undefined && now - at > LIMITS.duplicateMemoryMs;
      // One that was forgotten is passed over.
      if (at !== undefined && !isOld && this.#ids.size <= LIMITS.duplicateMemoryIds) return;
      this.#ids.delete(oldest);
      this.#oldest++;
      if (this.#oldest < LIMITS.duplicateMemoryIds) continue;
      this.#order = this.#order.slice(this.#oldest);
      this.#oldest = 0;
    }
  }
}

/** A session's key has no space, and is another one on another device, whose events count apart. */
const keyOf = ({ sessionId, device = '', id }: TelemetryEvent): string =>
  `${sessionKeyOf(sessionId, device)} ${id}`;
