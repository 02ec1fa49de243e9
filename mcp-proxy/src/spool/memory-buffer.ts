import { isExpendable } from './expendable.ts';

/** Events kept in memory while the disk refuses (rule PRX2), bounded; answers how many it let go. */
export class MemoryBuffer {
  #lines: string[] = [];
  #bytes = 0;
  readonly #maxBytes: number;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get isEmpty(): boolean {
    return this.#lines.length === 0;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Adds lines; past the bound the oldest expendable ones go first, then the oldest. */
  add(lines: readonly string[]): number {
    this.#lines.push(...lines);
    this.#bytes += sizeOf(lines);
    if (this.#bytes <= this.#maxBytes) return 0;
    const before = this.#lines.length;
    this.#lines = withinBytes(withoutExpendable(this.#lines, this.#maxBytes), this.#maxBytes);
    this.#bytes = sizeOf(this.#lines);
    return before - this.#lines.length;
  }

  first(count: number): readonly string[] {
    return this.#lines.slice(0, count);
  }

  /** Removes lines that were delivered or written down; those let go meanwhile are no longer there. */
  remove(lines: readonly string[]): void {
    const gone = new Set(lines);
    this.#lines = this.#lines.filter((line) => !gone.has(line));
    this.#bytes = sizeOf(this.#lines);
  }
}

function withoutExpendable(lines: readonly string[], maxBytes: number): string[] {
  let excess = sizeOf(lines) - maxBytes;
  return lines.filter((line) => {
    if (excess <= 0 || !isExpendable(line)) return true;
    excess -= line.length;
    return false;
  });
}

function withinBytes(lines: readonly string[], maxBytes: number): string[] {
  let excess = sizeOf(lines) - maxBytes;
  return lines.filter((line) => {
    if (excess <= 0) return true;
    excess -= line.length;
    return false;
  });
}

const sizeOf = (lines: readonly string[]): number =>
  lines.reduce((sum, line) => sum + line.length, 0);
