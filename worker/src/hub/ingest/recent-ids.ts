import { LIMITS, sessionKeyOf, type TelemetryEvent } from '@claude-monitor/protocol';
import { BoundedMap } from './bounded-map.ts';

/**
 * Ids of the last day, bounded: a batch that is sent again is reported `duplicate`. Best effort: what
 * counts once is decided by natural keys in the fold (rule ING2).
 */
export class RecentIds {
  /** When each arrived. */
  readonly #ids = new BoundedMap<number>(LIMITS.duplicateMemoryIds);

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
    this.#ids.deleteWhile((at) => now - at > LIMITS.duplicateMemoryMs);
  }
}

/** A session's key has no space, and is another one on another device, whose events count apart. */
const keyOf = ({ sessionId, device = '', id }: TelemetryEvent): string =>
  `${sessionKeyOf(sessionId, device)} ${id}`;
