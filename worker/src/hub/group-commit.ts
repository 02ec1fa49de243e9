import { LIMITS, type StampedEvent } from '@claude-monitor/protocol';

/** Events of one call that wait to be written, as JSON, with the answer they wait for. */
type Waiting = {
  events: StampedEvent[];
  bodies: string[];
  bytes: number;
  resolve: () => void;
  reject: (reason: unknown) => void;
};

export type Group = { events: StampedEvent[]; body: string };

/**
 * Writes what arrives while a write is under way as the next group: one row and one sync for all who
 * wait (group commit, after Gray and Reuter). `write` is called for one group at a time; when it
 * fails, all who wait are told and nothing more is taken.
 */
export class GroupCommit {
  readonly #write: (group: Group) => Promise<void>;
  #waiting: Waiting[] = [];
  #isDraining = false;

  constructor(write: (group: Group) => Promise<void>) {
    this.#write = write;
  }

  /** Resolves when the events are durable and folded. */
  submit(events: StampedEvent[]): Promise<void> {
    const bodies = events.map((event) => JSON.stringify(event));
    const bytes = bodies.reduce((sum, body) => sum + body.length + 1, 0);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ events, bodies, bytes, resolve, reject });
      if (!this.#isDraining) void this.#drain();
    });
  }

  async #drain(): Promise<void> {
    this.#isDraining = true;
    let group: Waiting[] = [];
    try {
      while (this.#waiting.length > 0) {
        group = this.#next();
        for (const part of rowsOf(group)) await this.#write(part);
        for (const item of group) item.resolve();
      }
    } catch (reason) {
      for (const item of [...group, ...this.#waiting]) item.reject(reason);
      this.#waiting = [];
    } finally {
      this.#isDraining = false;
    }
  }

  /** All that wait, up to the size of a row; at least one. */
  #next(): Waiting[] {
    let bytes = 0;
    let count = 0;
    for (const item of this.#waiting) {
      bytes += item.bytes;
      if (count > 0 && bytes > LIMITS.journalRowBytes) break;
      count++;
    }
    return this.#waiting.splice(0, count);
  }
}

/** A single call may be larger than a row may be. */
function* rowsOf(group: Waiting[]): Generator<Group> {
  let events: StampedEvent[] = [];
  let bodies: string[] = [];
  let bytes = 0;
  for (const item of group) {
    for (const [index, event] of item.events.entries()) {
      const body = item.bodies[index] ?? '';
      if (events.length > 0 && bytes + body.length > LIMITS.journalRowBytes) {
        yield { events, body: `[${bodies.join(',')}]` };
        events = [];
        bodies = [];
        bytes = 0;
      }
      events.push(event);
      bodies.push(body);
      bytes += body.length + 1;
    }
  }
  if (events.length > 0) yield { events, body: `[${bodies.join(',')}]` };
}
