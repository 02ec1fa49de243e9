import { LIMITS, type StampedEvent } from '@claude-monitor/protocol';
import { byteLength } from '../storage/byte-length.ts';

/** One event as JSON text, and its size as it will be stored. */
type Item = { event: StampedEvent; body: string; bytes: number };

/** The events of one call and the answer they wait for. */
type Waiting = {
  items: Item[];
  bytes: number;
  resolve: () => void;
  reject: (reason: unknown) => void;
};

export type Group = { events: StampedEvent[]; body: string; bytes: number };

/**
 * Writes what arrives while a write is under way as the next group: one row and one sync for all who
 * wait (group commit, after Gray and Reuter). `write` is called for one group at a time; when it
 * fails, all who wait are reported and nothing more is taken.
 */
export class GroupCommit {
  readonly #write: (group: Group) => Promise<void>;
  #waiting: Waiting[] = [];
  #isDraining = false;
  #failed: { reason: unknown } | null = null;

  constructor(write: (group: Group) => Promise<void>) {
    this.#write = write;
  }

  /** Resolves when the events are durable and folded. */
  submit(events: StampedEvent[]): Promise<void> {
    const items = events.map((event) => {
      const body = JSON.stringify(event);
      return { event, body, bytes: byteLength(body) + 1 };
    });
    const bytes = items.reduce((sum, item) => sum + item.bytes, 0);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ items, bytes, resolve, reject });
      if (!this.#isDraining) void this.#drain();
    });
  }

  async #drain(): Promise<void> {
    this.#isDraining = true;
    let group: Waiting[] = [];
    try {
      if (this.#failed !== null) throw this.#failed.reason;
      while (this.#waiting.length > 0) {
        group = this.#next();
        for (const row of rowsOf(group.flatMap((call) => call.items))) await this.#write(row);
        for (const call of group) call.resolve();
        group = [];
      }
    } catch (reason) {
      this.#failed = { reason };
      for (const call of [...group, ...this.#waiting]) call.reject(reason);
      this.#waiting = [];
    } finally {
      this.#isDraining = false;
    }
  }

  /** All that wait, up to the size of a row; at least one. */
  #next(): Waiting[] {
    let bytes = 0;
    let count = 0;
    for (const call of this.#waiting) {
      bytes += call.bytes;
      if (count > 0 && bytes > LIMITS.journalRowBytes) break;
      count++;
    }
    return this.#waiting.splice(0, count);
  }
}

/** A single call may be larger than a row may be. */
function* rowsOf(items: readonly Item[]): Generator<Group> {
  let row: Item[] = [];
  let bytes = 0;
  for (const item of items) {
    if (row.length > 0 && bytes + item.bytes > LIMITS.journalRowBytes) {
      yield groupOf(row);
      row = [];
      bytes = 0;
    }
    row.push(item);
    bytes += item.bytes;
  }
  if (row.length > 0) yield groupOf(row);
}

const groupOf = (row: readonly Item[]): Group => ({
  events: row.map((item) => item.event),
  body: `[${row.map((item) => item.body).join(',')}]`,
  // Each with its comma, and one bracket more.
  bytes: row.reduce((sum, item) => sum + item.bytes, 1),
});
