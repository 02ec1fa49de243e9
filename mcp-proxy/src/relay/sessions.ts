import { RELAY_LIMITS } from './relay-limits.ts';

type Session = { lastSeenAt: number; pid: number | null };

/** The sessions at work on this machine: while one is open, the relay stays. */
export class OpenSessions {
  readonly #open = new Map<string, Session>();
  readonly #isAlive: (pid: number) => boolean;

  constructor(isAlive: (pid: number) => boolean) {
    this.#isAlive = isAlive;
  }

  /** A sign of life. `pid` null: not known by this sign. */
  seen(id: string, now: number, pid: number | null = null): void {
    const known = this.#open.get(id);
    this.#open.delete(id);
    this.#open.set(id, { lastSeenAt: now, pid: pid ?? known?.pid ?? null });
    const [oldest] = this.#open.keys();
    if (this.#open.size > RELAY_LIMITS.sessionsKept && oldest !== undefined) {
      this.#open.delete(oldest);
    }
  }

  ended(id: string): void {
    this.#open.delete(id);
  }

  /** How many are open; forgets those whose process is gone. */
  count(now: number): number {
    for (const [id, { lastSeenAt, pid }] of this.#open) {
      const isGone =
        pid === null ? now - lastSeenAt > RELAY_LIMITS.sessionIdleMs : !this.#isAlive(pid);
      if (isGone) this.#open.delete(id);
    }
    return this.#open.size;
  }
}
