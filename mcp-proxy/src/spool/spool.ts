import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { adopt, isLeftBehind, listSegments, sweep } from './folder.ts';
import { Ledger, type Loss } from './ledger.ts';
import { MemoryHold } from './memory-hold.ts';
import type { Owner, ProcessTable } from './owner.ts';
import { createdAtOf, newSegmentId, segmentFile } from './segment-name.ts';
import { SegmentReader } from './segment-reader.ts';
import { SegmentWriter } from './segment-writer.ts';
import { shrinkSegment } from './shrink.ts';
import type { SpoolLimits } from './spool-limits.ts';

/** What the spool needs from outside; `report` says a fault to people. */
export type SpoolPorts = {
  folder: string;
  /** Folders whose left-behind segments this process sends as well. */
  otherFolders: readonly string[];
  self: Owner;
  processes: ProcessTable;
  limits: SpoolLimits;
  now: () => number;
  newId: () => string;
  report: (topic: string, message: string | null) => void;
};

/** Events to send, oldest first. `commit` says that the first `count` need not be sent again. */
export type SpoolBatch = { lines: readonly string[]; commit: (count: number) => void };

/** Where events wait until the server has them. Belongs to one process; any number may share a folder. */
export class Spool {
  readonly #ports: SpoolPorts;
  readonly #hold: MemoryHold;
  readonly #ledger: Ledger;
  /** Own segments, oldest first; the last one is being written while `#writer` is set. */
  #own: SegmentReader[] = [];
  #adopted: SegmentReader[] = [];
  #writer: SegmentWriter | null = null;
  #syncTimer: NodeJS.Timeout | null = null;
  #lastBeganAt = 0;

  constructor(ports: SpoolPorts) {
    this.#ports = ports;
    this.#hold = new MemoryHold(ports.limits.memoryBytes);
    this.#ledger = new Ledger(ports.folder);
  }

  /**
   * Keeps events, one JSON text each. Returns when they are on the local disk (rule PRX1), or in
   * memory when the disk refuses (rule PRX2), and says which. Never throws.
   */
  append(lines: readonly string[]): 'disk' | 'memory' {
    try {
      this.#write([...this.#hold.first(Infinity), ...lines]);
      this.#hold.remove(this.#hold.first(Infinity));
      this.#ports.report('spool', null);
      return 'disk';
    } catch (error) {
      this.#ports.report('spool', `cannot write to ${this.#ports.folder}: ${reasonOf(error)}`);
      const count = this.#hold.add(lines);
      if (count > 0) this.lose({ kind: 'dropped', reason: 'memory full, disk refuses', count });
      return 'memory';
    }
  }

  /** The next events to send, or null when none wait. Own ones first: they are the news. */
  next(limits: { events: number; bytes: number }): SpoolBatch | null {
    for (;;) {
      const reader = this.#own[0];
      if (reader === undefined) break;
      const batch = batchOf(reader, limits);
      if (batch !== null) return batch;
      if (this.#own.length === 1 && this.#writer !== null) break;
      reader.remove();
      this.#own.shift();
    }
    if (!this.#hold.isEmpty) {
      const lines = this.#hold.first(limits.events);
      return {
        lines,
        commit: (count) => {
          this.#hold.remove(lines.slice(0, count));
        },
      };
    }
    for (;;) {
      const reader = this.#adopted[0];
      if (reader === undefined) return null;
      const batch = batchOf(reader, limits);
      if (batch !== null) return batch;
      reader.remove();
      this.#adopted.shift();
    }
  }

  /** Keeps the spool within its bounds, and takes over what dead processes left. */
  tend(options: { adopts: boolean }): void {
    if (options.adopts) this.#adoptLeftBehind();
    this.#rollOldWriter();
    this.#dropOverAge();
    this.#dropOverSize();
    sweep(this.#ports.folder, this.#ports.now());
  }

  lose(loss: Loss): void {
    this.#ledger.add(loss);
  }

  /** Forces to the disk what was appended; leaves nothing behind when all of it was delivered. */
  close(): void {
    if (this.#syncTimer !== null) clearTimeout(this.#syncTimer);
    this.#syncTimer = null;
    try {
      this.#closeWriter();
    } catch (error) {
      this.#ports.report('spool', `cannot sync ${this.#ports.folder}: ${reasonOf(error)}`);
    }
    for (const reader of this.#own) if (reader.offset >= reader.size) reader.remove();
  }

  /** Forces to the disk at once. */
  async sync(): Promise<void> {
    try {
      await this.#writer?.sync();
    } catch (error) {
      this.#ports.report('spool', `cannot sync ${this.#ports.folder}: ${reasonOf(error)}`);
    }
  }

  #write(lines: readonly string[]): void {
    const text = lines.map((line) => `${line}\n`).join('');
    if (this.#writer !== null && this.#writer.size >= this.#ports.limits.segmentBytes) {
      this.#closeWriter();
    }
    this.#writer ??= this.#openWriter();
    if (!this.#writer.append(text)) {
      // Somebody took the segment over, or deleted it: the same lines go into a new one.
      this.#closeWriter();
      this.#writer = this.#openWriter();
      if (!this.#writer.append(text)) throw new Error('the folder is being emptied');
    }
    this.#syncSoon();
  }

  #openWriter(): SegmentWriter {
    const { folder, self, now, newId } = this.#ports;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    // Ids sort as the segments were begun, also within one millisecond or when the clock steps back.
    this.#lastBeganAt = Math.max(now(), this.#lastBeganAt + 1);
    const id = newSegmentId(this.#lastBeganAt, newId);
    const writer = new SegmentWriter(join(folder, segmentFile({ id, owner: self })));
    this.#own.push(new SegmentReader(id, writer.path));
    return writer;
  }

  #closeWriter(): void {
    const writer = this.#writer;
    this.#writer = null;
    writer?.close();
  }

  #syncSoon(): void {
    this.#syncTimer ??= setTimeout(() => {
      this.#syncTimer = null;
      void this.sync();
    }, this.#ports.limits.syncDelayMs);
  }

  #adoptLeftBehind(): void {
    const { self, processes, folder, otherFolders, limits, now } = this.#ports;
    const context = { self, table: processes, now: now(), foreignIdleMs: limits.foreignIdleMs };
    for (const place of new Set([folder, ...otherFolders])) {
      for (const segment of listSegments(place)) {
        if (!isLeftBehind(segment, context)) continue;
        const path = adopt(segment, place, self);
        if (path !== null) this.#adopted.push(new SegmentReader(segment.id, path));
      }
    }
  }

  #rollOldWriter(): void {
    const reader = this.#own.at(-1);
    if (this.#writer === null || reader === undefined) return;
    const { now, limits } = this.#ports;
    if (now() - createdAtOf(reader.id) > limits.segmentAgeMs) this.#closeWriter();
  }

  #dropOverAge(): void {
    const { now, limits } = this.#ports;
    for (const reader of this.#droppable()) {
      if (now() - createdAtOf(reader.id) > limits.ageMs)
        this.#shrink(reader, 'all', 'older than 14 days');
    }
  }

  #dropOverSize(): void {
    const { folder, limits } = this.#ports;
    let total = listSegments(folder).reduce((sum, segment) => sum + segment.size, 0);
    if (total <= limits.totalBytes) return;
    this.#closeWriter();
    for (const what of ['expendable', 'all'] as const) {
      for (const reader of this.#droppable()) {
        if (total <= limits.totalBytes) return;
        total -= this.#shrink(reader, what, 'spool full');
      }
    }
  }

  /** Segments of this process that are not being written, oldest first. */
  #droppable(): SegmentReader[] {
    const closed = this.#writer === null ? this.#own : this.#own.slice(0, -1);
    return [...this.#adopted, ...closed]
      .sort((a, b) => (a.id < b.id ? -1 : 1))
      .slice(0, this.#ports.limits.shrinksAtOnce);
  }

  /** Answers the bytes it freed. */
  #shrink(reader: SegmentReader, what: 'expendable' | 'all', reason: string): number {
    const before = reader.size;
    const { dropped, rest } = shrinkSegment(reader, what, this.#ports);
    const replace = (readers: SegmentReader[]): SegmentReader[] =>
      readers.flatMap((each) => (each !== reader ? [each] : rest === null ? [] : [rest]));
    this.#own = replace(this.#own);
    this.#adopted = replace(this.#adopted);
    if (dropped > 0) {
      this.lose({ kind: 'dropped', reason, count: dropped });
      this.#ports.report('drops', `${reason}: dropped ${String(dropped)} events`);
    }
    return before - (rest?.size ?? 0);
  }
}

function batchOf(
  reader: SegmentReader,
  limits: { events: number; bytes: number },
): SpoolBatch | null {
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

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : 'unknown');
