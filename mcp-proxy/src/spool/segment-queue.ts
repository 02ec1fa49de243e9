import { createdAtOf } from './segment-name.ts';
import type { SegmentReader } from './segment-reader.ts';

/** Events to send, oldest first. `commit` says that the first `count` need not be sent again. */
export type SpoolBatch = { lines: readonly string[]; commit: (count: number) => void };
export type BatchLimits = { events: number; bytes: number };

const ALL: BatchLimits = { events: Infinity, bytes: Infinity };

/** What a queue says of segments that it can't send. */
export type QueueListener = {
  /** It can't be read now: it is kept, and tried again at each call. */
  onUnreadable: (path: string, reason: string) => void;
  /** Its last line is half a line. */
  onTorn: (path: string, text: string) => void;
};

/** Segments of this process in the order they are sent. */
export class SegmentQueue {
  #readers: SegmentReader[] = [];
  readonly #listener: QueueListener;

  constructor(listener: QueueListener) {
    this.#listener = listener;
  }

  get newest(): SegmentReader | undefined {
    return this.#readers.at(-1);
  }

  get all(): readonly SegmentReader[] {
    return this.#readers;
  }

  get hasUnread(): boolean {
    // For what can't be read, nobody waits.
    return this.#readers.some(
      ({ offset, size, reading }) => offset < size && reading.kind !== 'fault',
    );
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

  /**
   * The next events; deletes segments that were read to their end and delivered, but for the `open` one.
   * One that can't be read holds up none behind it, and is never deleted.
   */
  next(limits: BatchLimits, open: string | null): SpoolBatch | null {
    for (const reader of this.#readers) {
      const batch = batchOf(reader, limits);
      if (batch !== null) return batch;
      if (reader.path !== open) this.#finish(reader);
      else if (reader.reading.kind === 'fault') this.#sayUnreadable(reader, reader.reading.reason);
    }
    return null;
  }

  /** Lets go of segments that were read to their end: the process ends. */
  removeFinished(): void {
    for (const reader of this.#readers) {
      if (batchOf(reader, { events: 1, bytes: 1 }) === null) this.#finish(reader);
    }
  }

  #finish(reader: SegmentReader): void {
    const { reading } = reader;
    switch (reading.kind) {
      case 'fault':
        this.#sayUnreadable(reader, reading.reason);
        return;
      case 'more':
        return;
      case 'read':
        if (reading.torn !== null) this.#listener.onTorn(reader.path, reading.torn);
        reader.remove();
        break;
      case 'gone':
    }
    this.replace(reader, null);
  }

  #sayUnreadable(reader: SegmentReader, reason: string): void {
    this.#listener.onUnreadable(reader.path, reason);
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
