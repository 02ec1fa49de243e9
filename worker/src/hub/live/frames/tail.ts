type Sent = { from: number; to: number; texts: string[]; bytes: number };

/** The newest patches of an audience, bounded in bytes: who was there lately is sent what it missed. */
export class Tail {
  readonly #most: number;
  #sent: Sent[] = [];
  #bytes = 0;

  constructor(mostBytes: number) {
    this.#most = mostBytes;
  }

  add(patch: Sent): void {
    this.#sent.push(patch);
    this.#bytes += patch.bytes;
    while (this.#bytes > this.#most) this.#bytes -= this.#sent.shift()?.bytes ?? this.#bytes;
  }

  clear(): void {
    this.#sent = [];
    this.#bytes = 0;
  }

  /** What leads from one position to the audience's own; null when it is not all here. */
  between(from: number, position: number): string[] | null {
    if (from === position) return [];
    const index = this.#sent.findIndex((patch) => patch.from === from);
    return index < 0 ? null : this.#sent.slice(index).flatMap(({ texts }) => texts);
  }
}
