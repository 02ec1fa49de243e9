/**
 * Says faults to people, on stderr (stdout is protocol only, rule PRX2): each state of a topic once,
 * and that it is over. A fault that stays for a day must not fill a log.
 */
export class FaultLog {
  readonly #last = new Map<string, string>();
  readonly #write: (line: string) => void;

  constructor(write: (line: string) => void) {
    this.#write = write;
  }

  /** `message` null: all is well again. */
  report(topic: string, message: string | null): void {
    const last = this.#last.get(topic);
    if (message === null) {
      if (last === undefined) return;
      this.#last.delete(topic);
      this.#write(`claude-monitor: ${topic} works again\n`);
      return;
    }
    if (message === last) return;
    this.#last.set(topic, message);
    this.#write(`claude-monitor: ${message}\n`);
  }
}
