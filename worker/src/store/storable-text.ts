/**
 * Text as libSQL can keep it and give it back: SQLite's JSON stops at a NUL, and half a surrogate
 * pair would be bytes that are not UTF-8, on which every later read of the row fails.
 */
export function storableText(text: string): string {
  return text.replace(UNSTORABLE, '\uFFFD');
}

// eslint-disable-next-line no-control-regex -- NUL is the point
const UNSTORABLE = /[\u0000\p{Surrogate}]/gu;
