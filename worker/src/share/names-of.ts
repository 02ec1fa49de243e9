import { createHmac } from 'node:crypto';
import type { Names, Showable } from '@claude-monitor/protocol';
import { createSeal, type Seal } from './seal.ts';

/** UTF-16 code units of names and of what was made of them, of all links together. */
const KEPT_LENGTH = 4_000_000;
/** What an entry takes beside its texts. */
const ENTRY_LENGTH = 64;
/** Base 32 without letters that look like digits. */
const LETTERS = '0123456789abcdefghjkmnpqrstvwxyz';
const DIGEST_LENGTH = 20;

export type LinkNames = Names & Pick<Seal, 'unseal'>;

/** How a redacted link sees names: those that are ticked, of the others pseudonyms of its own. */
export function namesOf(
  { salt, shows }: { salt: string; shows: readonly Showable[] },
  kept = new NameCache(),
): LinkNames {
  const { seal, unseal } = createSeal(salt);
  return {
    shows: new Set(shows),
    digest: kept.keeping(`digest ${salt}`, (text) => digestOf(salt, text)),
    seal: kept.keeping(`seal ${salt}`, seal),
    unseal,
  };
}

/** Names and ids are many times the same ones: what was made of them is kept, bounded for all together. */
export class NameCache {
  readonly #mostLength: number;
  /** By what makes them; all go at once when they are too much. */
  readonly #made = new Map<string, Map<string, string>>();
  #length = 0;

  constructor(mostLength = KEPT_LENGTH) {
    this.#mostLength = mostLength;
  }

  get length(): number {
    return this.#length;
  }

  /** `maker`: the same for what makes the same of a text. */
  keeping(maker: string, make: (text: string) => string): (text: string) => string {
    return (text) => {
      const known = this.#made.get(maker)?.get(text);
      if (known !== undefined) return known;
      const made = make(text);
      this.#keep(maker, text, made);
      return made;
    };
  }

  #keep(maker: string, text: string, made: string): void {
    const length = text.length + made.length + ENTRY_LENGTH;
    if (this.#length + length > this.#mostLength) {
      this.#made.clear();
      this.#length = 0;
    }
    const ofMaker = this.#made.get(maker) ?? new Map<string, string>();
    this.#made.set(maker, ofMaker.set(text, made));
    this.#length += length;
  }
}

function digestOf(salt: string, text: string): string {
  const bytes: Uint8Array = createHmac('sha256', salt).update(text).digest();
  return Array.from(
    bytes.subarray(0, DIGEST_LENGTH),
    (byte) => LETTERS[byte % LETTERS.length],
  ).join('');
}
