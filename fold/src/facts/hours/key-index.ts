const EMPTY = 0;
const FIRST_SIZE = 64;

/**
 * Which chunk may hold a key, by 32 bits of its hash: open addressing in two typed arrays, since a map
 * of as many entries takes five times the memory. What is found is looked for in the chunk itself.
 */
export class KeyIndex {
  #hashes = new Uint32Array(FIRST_SIZE);
  /** Numbers of chunks, one more each: 0 is an empty place. */
  #chunks = new Uint32Array(FIRST_SIZE);
  #size = 0;

  get bytes(): number {
    return this.#hashes.byteLength * 2;
  }

  add(hash: number, chunk: number): void {
    // Half full at most, so that a search meets an empty place soon.
    if (this.#size * 2 >= this.#hashes.length) this.#grow();
    this.#place(hash, chunk + 1);
    this.#size++;
  }

  /** The first that `look` finds in a chunk that may hold the key. */
  find<Found>(hash: number, look: (chunk: number) => Found | undefined): Found | undefined {
    const mask = this.#hashes.length - 1;
    for (let place = hash & mask; ; place = (place + 1) & mask) {
      const chunk = this.#chunks[place] ?? EMPTY;
      if (chunk === EMPTY) return undefined;
      const found = this.#hashes[place] === hash ? look(chunk - 1) : undefined;
      if (found !== undefined) return found;
    }
  }

  #grow(): void {
    const [hashes, chunks] = [this.#hashes, this.#chunks];
    this.#hashes = new Uint32Array(hashes.length * 2);
    this.#chunks = new Uint32Array(hashes.length * 2);
    for (const [place, chunk] of chunks.entries()) {
      if (chunk !== EMPTY) this.#place(hashes[place] ?? 0, chunk);
    }
  }

  #place(hash: number, chunk: number): void {
    const mask = this.#hashes.length - 1;
    let place = hash & mask;
    while (this.#chunks[place] !== EMPTY) place = (place + 1) & mask;
    this.#hashes[place] = hash;
    this.#chunks[place] = chunk;
  }
}

/** 32 bits of a key's hash (FNV-1a). */
export function hash32(key: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < key.length; index++) {
    hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}
