const WORD_BITS = 32;
/** Of a new key one in a thousand is taken for a known one, and looked for in storage. */
const BITS_PER_KEY = 16;
const PROBES = 6;

/** Which hashes of keys were added (a Bloom filter): that one was not is sure, that one was is likely. */
export class KeyFilter {
  readonly #words: Uint32Array;
  readonly #bits: number;

  constructor(hashes: Uint32Array) {
    this.#words = new Uint32Array(Math.ceil((hashes.length * BITS_PER_KEY) / WORD_BITS) || 1);
    this.#bits = this.#words.length * WORD_BITS;
    for (const hash of hashes) this.#add(hash);
  }

  get bytes(): number {
    return this.#words.byteLength;
  }

  mayHave(hash: number): boolean {
    const step = stepOf(hash);
    for (let probe = 0, at = hash; probe < PROBES; probe++, at = (at + step) >>> 0) {
      const bit = at % this.#bits;
      const word = this.#words[Math.floor(bit / WORD_BITS)] ?? 0;
      if (((word >>> (bit % WORD_BITS)) & 1) === 0) return false;
    }
    return true;
  }

  #add(hash: number): void {
    const step = stepOf(hash);
    for (let probe = 0, at = hash; probe < PROBES; probe++, at = (at + step) >>> 0) {
      const bit = at % this.#bits;
      const word = Math.floor(bit / WORD_BITS);
      this.#words[word] = (this.#words[word] ?? 0) | (1 << (bit % WORD_BITS));
    }
  }
}

/** A second hash, from the first: odd, so that its probes differ. */
const stepOf = (hash: number): number => (Math.imul(hash ^ (hash >>> 15), 0x85ebca6b) | 1) >>> 0;
