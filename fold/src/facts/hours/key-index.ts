const EMPTY = 0;
const FIRST_SIZE = 32;
/** Beyond three quarters a search for what is not there meets too many others before an empty place. */
const MAX_LOAD = 0.75;
const GROWTH = 1.5;
const HASHES = 2 ** 32;

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
    if (this.#size >= this.#hashes.length * MAX_LOAD) this.#grow();
    this.#enter(hash, chunk + 1);
    this.#size++;
  }

  /** The first that `look` finds in a chunk that may hold the key. */
  find<Found>(hash: number, look: (chunk: number) => Found | undefined): Found | undefined {
    for (let place = this.#placeOf(hash); ; place = this.#after(place)) {
      const chunk = this.#chunks[place] ?? EMPTY;
      if (chunk === EMPTY) return undefined;
      const found = this.#hashes[place] === hash ? look(chunk - 1) : undefined;
      if (found !== undefined) return found;
    }
  }

  /** The hashes of these chunks, in no order, in one walk over all: a list of its own for each is not kept. */
  hashesOf(chunks: readonly number[]): Map<number, number[]> {
    const hashes = new Map<number, number[]>(chunks.map((chunk) => [chunk, []]));
    for (let place = 0; place < this.#chunks.length; place++) {
      const chunk = this.#chunks[place] ?? EMPTY;
      if (chunk !== EMPTY) hashes.get(chunk - 1)?.push(this.#hashes[place] ?? 0);
    }
    return hashes;
  }

  #grow(): void {
    const [hashes, chunks] = [this.#hashes, this.#chunks];
    const size = Math.ceil(hashes.length * GROWTH);
    this.#hashes = new Uint32Array(size);
    this.#chunks = new Uint32Array(size);
    for (const [place, chunk] of chunks.entries()) {
      if (chunk !== EMPTY) this.#enter(hashes[place] ?? 0, chunk);
    }
  }

  #enter(hash: number, chunk: number): void {
    let place = this.#placeOf(hash);
    while (this.#chunks[place] !== EMPTY) place = this.#after(place);
    this.#hashes[place] = hash;
    this.#chunks[place] = chunk;
  }

  /** Mixed once more: keys that differ in their last character alone lie near each other in FNV. */
  #placeOf(hash: number): number {
    const mixed = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b) >>> 0;
    return Math.floor((mixed / HASHES) * this.#hashes.length);
  }

  #after(place: number): number {
    return place + 1 === this.#hashes.length ? 0 : place + 1;
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
