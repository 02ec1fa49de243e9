/** CSV as RFC 4180 has it: UTF-8, CRLF, quotes only where they are needed. */

export type Cell = string | number | boolean | null | undefined;

/** One row with its line end. */
export const csvLine = (cells: readonly Cell[]): string => `${cells.map(csvCell).join(',')}\r\n`;

const NEEDS_QUOTES = /[",\r\n]|^\s|\s$/;

function csvCell(cell: Cell): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell !== 'string') return String(cell);
  const text = withoutFormula(cell);
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * What a spreadsheet would run as a formula, its full-width forms too, also behind blanks that it drops
 * (https://owasp.org/www-community/attacks/CSV_Injection).
 */
const FORMULA = /^[\s\0]*[=+\-@＝＋－＠]|^[\t\r\n]/;

/** A text that no spreadsheet runs: with an apostrophe in front where it would. Numbers are no texts. */
export const withoutFormula = (text: string): string => (FORMULA.test(text) ? `'${text}` : text);
