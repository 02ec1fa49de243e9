import { z } from 'zod';
import { LIMITS } from '../limits.ts';
import type { Answered } from './question.ts';

/** 1,500 tokens of about four characters: text and data together, unless `limit` asks for more. */
export const ANSWER_CHARACTERS = 6_000;

/** Items to show. What it is for the instructions say once, for each word here is in every context. */
export const limitSchema = z.int().min(1).max(LIMITS.pageItems).optional();

/** How many characters an answer costs its reader. */
export const sizeOf = ({ text, structured }: Answered<unknown>): number =>
  text.length + JSON.stringify(structured).length;

/**
 * An answer that shows the first items of a list: `limit` of them, else as many as fit. `render` is
 * given how many it leaves out, and says so.
 */
export function fit<Item, Structured>(
  items: readonly Item[],
  limit: number | undefined,
  render: (shown: readonly Item[], more: number) => Answered<Structured>,
): Answered<Structured> {
  const of = (count: number): Answered<Structured> =>
    render(items.slice(0, count), Math.max(0, items.length - count));
  if (limit !== undefined) return of(limit);
  let fits = 0;
  let tooMany = Math.min(items.length, LIMITS.pageItems) + 1;
  while (tooMany - fits > 1) {
    const middle = Math.floor((fits + tooMany) / 2);
    if (sizeOf(of(middle)) <= ANSWER_CHARACTERS) fits = middle;
    else tooMany = middle;
  }
  return of(fits);
}

/** The line that says what is not shown; null when all is. */
export const cutLine = (more: number): string | null =>
  more === 0 ? null : `${more} more not shown: ask with limit (at most ${LIMITS.pageItems}).`;

export const linesOf = (...lines: readonly (string | null)[]): string =>
  lines.filter((line) => line !== null).join('\n');
