import {
  closeSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

const CHUNK_BYTES = 1024 * 1024;

export type Line = { text: string; end: number };

/** Reads a segment from its acknowledged offset on; the offset stands in a sidecar `ID.ack`. */
export class SegmentReader {
  readonly id: string;
  readonly path: string;
  readonly #ackPath: string;
  #offset: number;

  constructor(id: string, path: string) {
    this.id = id;
    this.path = path;
    this.#ackPath = join(dirname(path), `${id}.ack`);
    this.#offset = readAck(this.#ackPath);
  }

  get offset(): number {
    return this.#offset;
  }

  /** Size of the file, 0 when it is gone. */
  get size(): number {
    return statSync(this.path, { throwIfNoEntry: false })?.size ?? 0;
  }

  /**
   * Whole lines after the offset. A last line without its end was torn by a crash before its call
   * was answered: it is left out. Empty when there is nothing more.
   */
  read(limits: { events: number; bytes: number }): Line[] {
    let chunk = readChunk(this.path, this.#offset, Math.max(limits.bytes, CHUNK_BYTES));
    // One line may be longer than a chunk.
    if (!chunk.includes(0x0a)) chunk = readChunk(this.path, this.#offset, Infinity);
    const lines: Line[] = [];
    let start = 0;
    while (lines.length < limits.events) {
      const end = chunk.indexOf(0x0a, start);
      if (end === -1 || (end > limits.bytes && lines.length > 0)) break;
      lines.push({ text: chunk.toString('utf8', start, end), end: this.#offset + end + 1 });
      start = end + 1;
    }
    return lines;
  }

  /** What lies before `offset` is delivered. A failed write only means that it is sent again. */
  acknowledge(offset: number): void {
    if (offset <= this.#offset) return;
    this.#offset = offset;
    try {
      const draft = `${this.#ackPath}.${String(process.pid)}.tmp`;
      writeFileSync(draft, String(offset), { mode: 0o600 });
      renameSync(draft, this.#ackPath);
    } catch {
      // The disk is full or read-only: the offset stays in memory, and the server knows the ids.
    }
  }

  remove(): void {
    try {
      rmSync(this.path, { force: true });
      rmSync(this.#ackPath, { force: true });
    } catch {
      // A read-only disk: its events are sent again, and counted once, by whoever comes next.
    }
  }
}

/** The acknowledged offset, 0 where none was written or it is damaged. */
export function readAck(path: string): number {
  try {
    const offset = Number(readFileSync(path, 'utf8'));
    return Number.isSafeInteger(offset) && offset >= 0 ? offset : 0;
  } catch {
    return 0;
  }
}

function readChunk(path: string, offset: number, bytes: number): Buffer {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'r');
  } catch {
    return Buffer.alloc(0);
  }
  try {
    const available = (statSync(path, { throwIfNoEntry: false })?.size ?? 0) - offset;
    if (available <= 0) return Buffer.alloc(0);
    const buffer = Buffer.allocUnsafe(Math.min(bytes, available));
    return buffer.subarray(0, readSync(descriptor, buffer, 0, buffer.length, offset));
  } finally {
    closeSync(descriptor);
  }
}
