/** A message is no longer than a body that the monitor takes. */
const LINE_BYTES = 10 * 1024 * 1024;
const NEWLINE = 0x0a;

/** Cuts bytes into lines, each at most so long; what is longer is passed over to its end. */
export class LineReader {
  readonly #onLine: (line: string) => void;
  readonly #onTooLong: () => void;
  readonly #limit: number;
  #pieces: Buffer[] = [];
  #length = 0;

  constructor(on: { line: (line: string) => void; tooLong: () => void }, limit = LINE_BYTES) {
    this.#onLine = on.line;
    this.#onTooLong = on.tooLong;
    this.#limit = limit;
  }

  push(chunk: Buffer): void {
    let from = 0;
    for (;;) {
      const end = chunk.indexOf(NEWLINE, from);
      this.#keep(chunk.subarray(from, end === -1 ? chunk.length : end));
      if (end === -1) return;
      from = end + 1;
      this.#endLine();
    }
  }

  #keep(piece: Buffer): void {
    this.#length += piece.length;
    if (this.#length > this.#limit) this.#pieces = [];
    else if (piece.length > 0) this.#pieces.push(piece);
  }

  #endLine(): void {
    const line = Buffer.concat(this.#pieces).toString('utf8').trim();
    const isTooLong = this.#length > this.#limit;
    this.#pieces = [];
    this.#length = 0;
    if (isTooLong) this.#onTooLong();
    else if (line !== '') this.#onLine(line);
  }
}
