/**
 * Seqs after flushedSeq whose events changed nothing: they go into no block. Stored as distances,
 * which compress to next to nothing.
 */
export class Unchanged {
  readonly #seqs = new Set<number>();

  add(seq: number): void {
    this.#seqs.add(seq);
  }

  has(seq: number): boolean {
    return this.#seqs.has(seq);
  }

  forgetUpTo(seq: number): void {
    for (const item of this.#seqs) {
      if (item > seq) return;
      this.#seqs.delete(item);
    }
  }

  toDistances(): number[] {
    let before = 0;
    return [...this.#seqs].map((seq) => {
      const distance = seq - before;
      before = seq;
      return distance;
    });
  }

  addDistances(distances: readonly number[]): void {
    let seq = 0;
    for (const distance of distances) {
      seq += distance;
      this.add(seq);
    }
  }
}
