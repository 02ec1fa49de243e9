const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const LETTER_U = 0x75;

/**
 * JSON as it comes in, with every text cut at a number of bytes: a hook carries the whole output of a tool, of
 * which only small fields are read. Cuts at the end of a character and of an escape, so what is left is JSON.
 */
export class ShortTexts {
  readonly #limit: number;
  #isInText = false;
  /** Bytes of the current text so far. */
  #length = 0;
  #isCut = false;
  /** What of an escape is still to come: its letter, or a number of hexadecimal digits. */
  #pending: 'letter' | number = 0;
  /** What is left out so far ends in a backslash that escapes what comes next. */
  #isEscaping = false;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** What is kept of the next chunk. */
  take(chunk: Buffer): Buffer {
    const kept: Buffer[] = [];
    let from = this.#isCut ? chunk.length : 0;
    let at = 0;
    while (at < chunk.length) {
      if (this.#isCut) {
        at = this.#endOfText(chunk, at);
        if (at === -1) break;
        from = at;
        this.#isCut = false;
        this.#isInText = false;
        at++;
      } else if (!this.#isInText) {
        const quote = chunk.indexOf(QUOTE, at);
        if (quote === -1) break;
        at = quote + 1;
        this.#isInText = true;
        this.#length = 0;
      } else {
        const { end, isCut } = this.#readText(chunk, at);
        at = end;
        if (!isCut) continue;
        this.#isCut = true;
        this.#isEscaping = false;
        kept.push(chunk.subarray(from, at));
        from = chunk.length;
      }
    }
    if (from < chunk.length) kept.push(chunk.subarray(from));
    return kept.length === 1 ? (kept[0] ?? chunk) : Buffer.concat(kept);
  }

  /** Goes on to the end of the text, of the chunk, or to where the text is cut; answers where that is. */
  #readText(chunk: Buffer, from: number): { end: number; isCut: boolean } {
    for (let at = from; at < chunk.length; at++) {
      const byte = chunk[at] ?? 0;
      if (this.#pending === 0) {
        if (byte === QUOTE) {
          this.#isInText = false;
          return { end: at + 1, isCut: false };
        }
        if (this.#length >= this.#limit && (byte & 0xc0) !== 0x80) return { end: at, isCut: true };
      }
      this.#pending = pendingAfter(this.#pending, byte);
      this.#length++;
    }
    return { end: chunk.length, isCut: false };
  }

  /** Where the quote is that ends a text of which nothing more is kept; -1: in a later chunk. */
  #endOfText(chunk: Buffer, from: number): number {
    let start = from;
    for (;;) {
      const quote = chunk.indexOf(QUOTE, start);
      const end = quote === -1 ? chunk.length : quote;
      let backslash = end;
      while (backslash > start && chunk[backslash - 1] === BACKSLASH) backslash--;
      const count = end - backslash + (backslash === start && this.#isEscaping ? 1 : 0);
      this.#isEscaping = quote === -1 && count % 2 === 1;
      if (quote === -1 || count % 2 === 0) return quote;
      start = quote + 1;
    }
  }
}

function pendingAfter(pending: 'letter' | number, byte: number): 'letter' | number {
  if (pending === 'letter') return byte === LETTER_U ? 4 : 0;
  if (pending > 0) return pending - 1;
  return byte === BACKSLASH ? 'letter' : 0;
}
