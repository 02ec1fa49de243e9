import { ASKING_SESSIONS } from '@claude-monitor/protocol/questions/index';

/** The sessions that this process logged for, the newest kept: whose tasks an agent calls its own. */
export class KnownSessions {
  readonly #own: readonly string[];
  readonly #logged = new Set<string>();

  /** `run` is the client's own session, where it names one. */
  constructor(run: string | undefined) {
    this.#own = run === undefined ? [] : [run];
  }

  add(sessionId: string): void {
    // Set again, so that the session used last is the last to be forgotten.
    this.#logged.delete(sessionId);
    this.#logged.add(sessionId);
    const [oldest] = this.#logged;
    if (this.#logged.size >= ASKING_SESSIONS && oldest !== undefined) this.#logged.delete(oldest);
  }

  list(): string[] {
    return [...this.#own, ...this.#logged];
  }
}
