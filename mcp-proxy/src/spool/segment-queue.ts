import { createdAtOf } from './segment-name.ts';
import type { SegmentReader } from './segment-reader.ts';

/** Events to send, oldest first. `commit` says that the first `count` need not be sent again. */
export type SpoolBatch = { lines: readonly string[]; commit: (count: number) => void };
export type BatchLimits = { events: number; bytes: number };

const ALL: BatchLimits = { events: Infinity, bytes: Infinity };

/** Segments of this process in the order they are sent. */
export class SegmentQueue {
  #readers: SegmentReader[] = [];

  get newest(): SegmentReader | undefined {
    return this.#readers.at(-1);
  }

  get all(): readonly SegmentReader[] {
    return this.#readers;
  }

  get hasUnread(): boolean {
    return this.#readers.some((reader) => reader.offset < reader.size);
  }

  /** How many events have not been delivered; reads them all. */
  countUnread(): number {
    return this.#readers.reduce((sum, reader) => sum + reader.read(ALL).length, 0);
  }

  push(reader: SegmentReader): void {
    this.#readers.push(reader);
  }

  /** `rest` null: nothing is left of it. */
  replace(reader: SegmentReader, rest: SegmentReader | null): void {
    this.#readers = this.#readers.flatMap((each) => {
      if (each !== reader) return [each];
      return rest === null ? [] : [rest];
    });
  }

  /** The next events; deletes segments that are delivered, but for the `open` one. */
  next(limits: BatchLimits, open: string | null): SpoolBatch | null {
    for (;;) {
      const reader = this.#readers[0];
      if (reader === undefined) return null;
      const batch = batchOf(reader, limits);
      if (batch !== null) return batch;
      if (reader.path === open) return null;
      reader.remove();
      this.#readers.shift();
    }
  }

  /** When the newest one was begun, epoch ms. */
  get newestBeganAt(): number | null {
    return this.newest === undefined ? null : createdAtOf(this.newest.id);
  }
}

function batchOf(reader: SegmentReader, limits: BatchLimits): SpoolBatch | null {
  const lines = reader.read(limits);
  if (lines.length === 0) return null;
  return {
    lines: lines.map((line) => line.text),
    commit: (count) => {
      const last = lines[count - 1];
      if (last !== undefined) reader.acknowledge(last.end);
    },
  };
}
