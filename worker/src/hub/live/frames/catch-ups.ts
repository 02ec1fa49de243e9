import { LIMITS } from '@claude-monitor/protocol';

/** Made once and good for a while: what came after it is in the tail. */
export type PreparedFrames = { texts: string[]; at: number; to: number; bytes: number };

/** What changed since a cursor is worked out once for all who come with it, and for few cursors a pause. */
export class CatchUps {
  readonly #made = new Map<number, { at: number; kept: PreparedFrames | null }>();

  /** Null: it is known that they are too far behind; undefined: not known. */
  of(from: number, now: number): PreparedFrames | null | undefined {
    for (const [seq, { at }] of this.#made) {
      if (now - at >= LIMITS.snapshotPauseMs) this.#made.delete(seq);
    }
    return this.#made.get(from)?.kept;
  }

  get isFull(): boolean {
    return this.#made.size >= LIMITS.catchUpsAtOnce;
  }

  add(from: number, at: number, kept: PreparedFrames | null): void {
    this.#made.set(from, { at, kept });
  }
}
