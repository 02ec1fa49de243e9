import type { Layout, LayoutInput } from './layered-layout.ts';
import type { Layouter } from './layouter.ts';

/** The newest layout of a graph that changes: one question at a time, and only when it is another one. */
export class LayoutRunner {
  #layout = $state.raw<Layout | null>(null);
  #hasFailed = $state.raw(false);

  readonly #layouter: Layouter;
  #wanted: LayoutInput | null = null;
  #isFetching = false;
  #isClosed = false;

  constructor(layouter: Layouter) {
    this.#layouter = layouter;
  }

  /** null until the first one is there. While a newer one is made, the older one stays. */
  get layout(): Layout | null {
    return this.#layout;
  }

  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  request(input: LayoutInput): void {
    if (this.#wanted !== null && isSame(this.#wanted, input)) return;
    this.#wanted = input;
    if (!this.#isFetching) void this.#fetch(input);
  }

  close(): void {
    this.#isClosed = true;
    this.#layouter.close();
  }

  async #fetch(input: LayoutInput): Promise<void> {
    this.#isFetching = true;
    const layout = await this.#layouter.request(input).catch(() => null);
    this.#isFetching = false;
    if (this.#isClosed) return;
    this.#hasFailed = layout === null;
    if (layout !== null) this.#layout = layout;
    if (this.#wanted !== null && this.#wanted !== input) void this.#fetch(this.#wanted);
  }
}

/** The same boxes and edges in the same order: how they look does not matter. */
function isSame(a: LayoutInput, b: LayoutInput): boolean {
  return (
    a.direction === b.direction &&
    a.nodes.length === b.nodes.length &&
    a.edges.length === b.edges.length &&
    a.nodes.every((node, index) => {
      const other = b.nodes[index];
      return node.id === other?.id && node.width === other.width && node.height === other.height;
    }) &&
    a.edges.every((edge, index) => {
      const other = b.edges[index];
      return edge.key === other?.key && edge.from === other.from && edge.to === other.to;
    })
  );
}
