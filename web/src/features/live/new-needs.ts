import type { Row } from './list/rows.ts';
import * as texts from './texts.ts';

/** Says what newly needs someone, once; what is there when the page opens is read, not announced. */
export class NewNeeds {
  #known: ReadonlySet<string> | null = null;
  #words = '';

  /** The announcement to stand; it stays until there is another. */
  of(needs: readonly Row[]): string {
    const known = this.#known;
    this.#known = new Set(needs.map(keyOf));
    if (known === null) return '';
    const added = needs.filter((row) => !known.has(keyOf(row)));
    const [first] = added;
    if (first !== undefined) {
      this.#words =
        added.length === 1
          ? texts.newNeed(first.session.agentName, first.need?.reason ?? '')
          : texts.newNeeds(added.length);
    }
    return this.#words;
  }
}

const keyOf = ({ session, need }: Row): string =>
  JSON.stringify([session.id, need?.kind, need?.since]);
