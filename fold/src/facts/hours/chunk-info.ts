/** What is known of a chunk without its facts. */
export type ChunkInfo = {
  number: number;
  count: number;
  /** Times of its earliest and its latest fact, or beyond. */
  from: number;
  until: number;
  /** Which kinds of facts are in it, a bit each. */
  kinds: number;
  /** The newest seq at which what one of its facts adds changed. */
  rev: number;
  /** The newest seq at which a request left it, for another hour or for good; 0: none did. */
  leftRev: number;
  /** How many facts were ever added. */
  added: number;
  /** No more facts are added. */
  isFull: boolean;
};

export const newChunkInfo = (number: number): ChunkInfo => ({
  number,
  count: 0,
  from: Number.MAX_SAFE_INTEGER,
  until: 0,
  kinds: 0,
  rev: 0,
  leftRev: 0,
  added: 0,
  isFull: false,
});
