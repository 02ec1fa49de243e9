/** The longest message that is looked into; longer ones pass unread. */
const WATCHED_LINE_BYTES = 1024 * 1024;

/** Of a longer one, its first and last bytes: enough to find the id of a call that it answers. */
const EDGE_BYTES = 1024;

/** A line may come a byte at a time. */
const MOST_PARTS = 256;

const NEWLINE = 0x0a;

/** A line, or of one beyond the bound its two ends. */
export type WatchedLine = { text: string } | { head: string; tail: string };

/**
 * Finds the lines in a stream of bytes that somebody else passes on. Holds at most one line of
 * `WATCHED_LINE_BYTES`, whatever comes.
 */
export class LineWatch {
  readonly #onLine: (line: WatchedLine) => void;
  #parts: Buffer[] = [];
  #length = 0;

  constructor(onLine: (line: WatchedLine) => void) {
    this.#onLine = onLine;
  }

  take(chunk: Buffer): void {
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, from)) {
      if (end > from) this.#add(chunk.subarray(from, end));
      if (this.#length > 0) this.#finish();
      from = end + 1;
    }
    if (from < chunk.length) this.#add(chunk.subarray(from));
  }

  #add(part: Buffer): void {
    this.#length += part.length;
    this.#parts.push(part);
    if (this.#length > WATCHED_LINE_BYTES) this.#parts = edgesOf(this.#parts);
    else if (this.#parts.length >= MOST_PARTS) this.#parts = [Buffer.concat(this.#parts)];
  }

  #finish(): void {
    const bytes = Buffer.concat(this.#parts);
    const isWhole = this.#length <= WATCHED_LINE_BYTES;
    this.#parts = [];
    this.#length = 0;
    if (isWhole) return this.#onLine({ text: bytes.toString('utf8') });
    const [head = bytes, tail = bytes] = edgesOf([bytes]);
    this.#onLine({ head: head.toString('utf8'), tail: tail.toString('utf8') });
  }
}

/** Copies, so that nothing holds the chunks that they were cut from. */
function edgesOf(parts: readonly Buffer[]): Buffer[] {
  const bytes = Buffer.concat(parts);
  return [
    Buffer.from(bytes.subarray(0, EDGE_BYTES)),
    Buffer.from(bytes.subarray(Math.max(EDGE_BYTES, bytes.length - EDGE_BYTES))),
  ];
}
