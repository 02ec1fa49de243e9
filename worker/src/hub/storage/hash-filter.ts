const BITS = 2 ** 23;
const WORD_BITS = 32;

/**
 * Which hashes were added, at one bit each: that one was not is sure, that one was is likely. A megabyte,
 * so that with the half million hashes that the hub keeps, fifteen of sixteen new ones are reported at once.
 */
export class HashFilter {
  readonly #words = new Uint32Array(BITS / WORD_BITS);

  add(hash: number): void {
    const bit = hash % BITS;
    const word = Math.floor(bit / WORD_BITS);
    this.#words[word] = (this.#words[word] ?? 0) | (1 << (bit % WORD_BITS));
  }

  mayHave(hash: number): boolean {
    const bit = hash % BITS;
    return (((this.#words[Math.floor(bit / WORD_BITS)] ?? 0) >>> (bit % WORD_BITS)) & 1) === 1;
  }

  clear(): void {
    this.#words.fill(0);
  }
}
