/** A piece of the sentence that a page opens with. */
export type Part = { text: string; isStrong: boolean };

export const strong = (text: string): Part => ({ text, isStrong: true });
export const plain = (text: string): Part => ({ text, isStrong: false });

/** `Two`, from four on `4`; at the beginning of a sentence or within. */
export function countWords(count: number, { isFirst = false } = {}): string {
  const word = SMALL[count] ?? String(count);
  return isFirst ? word.charAt(0).toUpperCase() + word.slice(1) : word;
}

const SMALL = ['no', 'one', 'two', 'three'] as const;
