/** Sessions that are remembered, and requests of all of them. */
const SESSIONS = 500;
const REQUESTS = 200_000;

/**
 * Which requests telemetry reported, by session: what a transcript has beyond them was lost on the way. Lost with
 * the process, which only means that a session is sent once more than it need be.
 */
export class ReceivedRequests {
  readonly #bySession = new Map<string, Set<string>>();
  #count = 0;

  add(sessionId: string, requestId: string): void {
    const known = this.#bySession.get(sessionId) ?? new Set();
    // Set again, so that a session at work is the last to be forgotten.
    this.#bySession.delete(sessionId);
    this.#bySession.set(sessionId, known);
    if (!known.has(requestId)) this.#count += 1;
    known.add(requestId);
    while (this.#bySession.size > SESSIONS || this.#count > REQUESTS) {
      const [oldest] = this.#bySession;
      if (oldest === undefined || oldest[0] === sessionId) return;
      this.#bySession.delete(oldest[0]);
      this.#count -= oldest[1].size;
    }
  }

  has(sessionId: string, requestId: string): boolean {
    return this.#bySession.get(sessionId)?.has(requestId) === true;
  }
}
