import { LIMITS, sessionKeyOf, type TelemetryEvent } from '@claude-monitor/protocol';

/**
 * Ids of the last day, bounded: a batch that is sent again is told `duplicate`. Best effort: what
 * counts once is decided by natural keys in the fold (rule ING2).
 */
export class RecentIds {
  readonly #ids = new Map<string, number>();

  has(event: TelemetryEvent): boolean {
    return this.#ids.has(keyOf(event));
  }

  forget(isMeant: (sessionKey: string) => boolean): void {
    for (const key of this.#ids.keys()) {
      if (isMeant(key.slice(0, key.indexOf(' ')))) this.#ids.delete(key);
    }
  }

  add(event: TelemetryEvent, now: number): void {
    this.#ids.set(keyOf(event), now);
    for (const [key, at] of this.#ids) {
      const isOld = now - at > LIMITS.duplicateMemoryMs;
      if (!isOld && this.#ids.size <= LIMITS.duplicateMemoryIds) break;
      this.#ids.delete(key);
    }
  }
}

/** A session's key has no space, and is another one on another device, whose events count apart. */
const keyOf = ({ sessionId, device = '', id }: TelemetryEvent): string =>
  `${sessionKeyOf(sessionId, device)} ${id}`;
