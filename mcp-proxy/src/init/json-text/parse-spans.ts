/** Where a value stands in its text, with what it holds: for edits that leave all else as it is. */
export type Span = { start: number; end: number };
export type Node = Span &
  (
    | { kind: 'object'; members: readonly Member[] }
    | { kind: 'array'; items: readonly Node[] }
    | { kind: 'other' }
  );
/** From the quote of its name to the end of its value. */
export type Member = Span & { name: string; value: Node };

const SPACE = /[ \t\r\n]*/y;
const TEXT = /"(?:[^"\\]|\\.)*"/y;
const OTHER = /[^\s,\]}]+/y;

/** Of a text that `JSON.parse` takes. */
export function parseSpans(text: string): Node {
  return new Reader(text).value(text.startsWith('\uFEFF') ? 1 : 0);
}

class Reader {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  value(from: number): Node {
    const start = this.#skip(SPACE, from);
    switch (this.#text[start]) {
      case '{': {
        const { parts, end } = this.#list(start, '}', (at) => this.#member(at));
        return { kind: 'object', start, end, members: parts };
      }
      case '[': {
        const { parts, end } = this.#list(start, ']', (at) => this.value(at));
        return { kind: 'array', start, end, items: parts };
      }
      case '"':
        return { kind: 'other', start, end: this.#skip(TEXT, start) };
      default:
        return { kind: 'other', start, end: this.#skip(OTHER, start) };
    }
  }

  #list<Part extends Span>(start: number, close: string, read: (at: number) => Part) {
    const parts: Part[] = [];
    let at = this.#skip(SPACE, start + 1);
    while (at < this.#text.length && this.#text[at] !== close) {
      const part = read(at);
      parts.push(part);
      at = this.#skip(SPACE, part.end);
      if (this.#text[at] === ',') at = this.#skip(SPACE, at + 1);
    }
    return { parts, end: at + 1 };
  }

  #member(start: number): Member {
    const nameEnd = this.#skip(TEXT, start);
    const name: unknown = JSON.parse(this.#text.slice(start, nameEnd));
    const value = this.value(this.#skip(SPACE, nameEnd) + 1);
    return { start, end: value.end, name: String(name), value };
  }

  #skip(pattern: RegExp, from: number): number {
    pattern.lastIndex = from;
    return pattern.test(this.#text) ? pattern.lastIndex : from;
  }
}
