/** Of sessions, hours whose times are to be computed, each with the seq at which that was found. */
class DueHours {
  readonly #bySession = new Map<string, Map<number, number>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(session: string, hour: number, seq: number): void {
    const known = this.#bySession.get(session);
    const hours = known ?? new Map<number, number>();
    if (known === undefined) this.#bySession.set(session, hours);
    const before = hours.get(hour);
    if (before === undefined) this.#size++;
    hours.set(hour, Math.max(before ?? 0, seq));
  }

  /** Takes out hours of one session, at most so many; null when there are none of any. */
  take(most: number): { session: string; hours: Map<number, number> } | null {
    const [next] = this.#bySession;
    if (next === undefined) return null;
    const [session, hours] = next;
    const taken = new Map<number, number>();
    for (const [hour, seq] of hours) {
      if (taken.size >= most) break;
      taken.set(hour, seq);
      hours.delete(hour);
    }
    if (hours.size === 0) this.#bySession.delete(session);
    this.#size -= taken.size;
    return { session, hours: taken };
  }
}

/** What is to be computed: hours in which signs came, by the run that gave them, and then by whose time it is. */
export type LifeBacklog = { signs: DueHours; times: DueHours };

export const newLifeBacklog = (): LifeBacklog => ({ signs: new DueHours(), times: new DueHours() });
