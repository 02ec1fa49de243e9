import {
  closeSync,
  fstatSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { typeOf } from './expendable.ts';

const CHUNK_BYTES = 1024 * 1024;
const NEWLINE = 0x0a;

export type Line = { text: string; end: number };

/**
 * What the last look at the file showed: `more` to read, all `read` (but for a `torn` last line), `gone`
 * from its place, or a `fault` for which it can't be read at present.
 */
export type Reading =
  | { kind: 'more' | 'gone' }
  | { kind: 'read'; torn: string | null }
  | { kind: 'fault'; reason: string };

/** Reads a segment from its acknowledged offset on; the offset stands in a sidecar `ID.ack`. */
export class SegmentReader {
  readonly id: string;
  readonly path: string;
  readonly #ackPath: string;
  #offset: number;
  #isOffsetChecked = false;
  #reading: Reading = { kind: 'more' };

  constructor(id: string, path: string) {
    this.id = id;
    this.path = path;
    this.#ackPath = join(dirname(path), `${id}.ack`);
    this.#offset = readAck(this.#ackPath);
  }

  get offset(): number {
    return this.#offset;
  }

  get reading(): Reading {
    return this.#reading;
  }

  /** Size of the file, 0 when it is gone or nothing can be asked about it. */
  get size(): number {
    try {
      return statSync(this.path, { throwIfNoEntry: false })?.size ?? 0;
    } catch {
      return 0;
    }
  }

  /**
   * Whole lines after the offset. A last line without its end was torn by a crash before its call
   * was answered: unless it is whole but for that, it is left out. Empty when there is nothing more, or
   * it can't be read; `reading` says which. Never throws.
   */
  read(limits: { events: number; bytes: number }): Line[] {
    let descriptor: number | null = null;
    try {
      descriptor = openSync(this.path, 'r');
      const stats = fstatSync(descriptor);
      if (!stats.isFile()) throw new Error('it is not a file');
      this.#checkOffset(descriptor, stats.size);
      return this.#linesIn(descriptor, stats.size, limits);
    } catch (error) {
      this.#reading = isMissing(error)
        ? { kind: 'gone' }
        : { kind: 'fault', reason: error instanceof Error ? error.message : 'unknown' };
      return [];
    } finally {
      if (descriptor !== null) closeSync(descriptor);
    }
  }

  #linesIn(descriptor: number, size: number, limits: { events: number; bytes: number }): Line[] {
    const available = size - this.#offset;
    let length = Math.min(available, Math.max(limits.bytes, CHUNK_BYTES));
    let chunk = chunkOf(descriptor, this.#offset, length);
    // One line may be longer than a chunk.
    if (length < available && !chunk.includes(NEWLINE)) {
      length = available;
      chunk = chunkOf(descriptor, this.#offset, length);
    }
    const lines: Line[] = [];
    let start = 0;
    while (lines.length < limits.events) {
      const end = chunk.indexOf(NEWLINE, start);
      if (end === -1 || (end > limits.bytes && lines.length > 0)) break;
      lines.push({ text: chunk.toString('utf8', start, end), end: this.#offset + end + 1 });
      start = end + 1;
    }
    const torn =
      length === available && start < chunk.length ? chunk.toString('utf8', start) : null;
    if (lines.length > 0) this.#reading = { kind: 'more' };
    else if (torn !== null && typeOf(torn) !== null) {
      lines.push({ text: torn, end: size });
      this.#reading = { kind: 'more' };
    } else this.#reading = { kind: 'read', torn };
    return lines;
  }

  /** An offset that does not stand behind a line of this file is another one's, or damaged: all is sent again. */
  #checkOffset(descriptor: number, size: number): void {
    if (this.#offset === 0 || (this.#isOffsetChecked && this.#offset <= size)) return;
    this.#isOffsetChecked = true;
    const isBehindLine =
      this.#offset <= size && chunkOf(descriptor, this.#offset - 1, 1)[0] === NEWLINE;
    if (!isBehindLine) this.#offset = 0;
  }

  /** What lies before `offset` is delivered. A failed write only means that it is sent again. */
  acknowledge(offset: number): void {
    if (offset <= this.#offset) return;
    this.#offset = offset;
    this.#isOffsetChecked = true;
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
function readAck(path: string): number {
  try {
    const offset = Number(readFileSync(path, 'utf8'));
    return Number.isSafeInteger(offset) && offset >= 0 ? offset : 0;
  } catch {
    return 0;
  }
}

/** Less than `length` bytes where the file ends before. */
function chunkOf(descriptor: number, offset: number, length: number): Buffer {
  const buffer = Buffer.allocUnsafe(Math.max(0, length));
  let filled = 0;
  while (filled < buffer.length) {
    const count = readSync(descriptor, buffer, filled, buffer.length - filled, offset + filled);
    if (count === 0) break;
    filled += count;
  }
  return buffer.subarray(0, filled);
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT';
