/**
 * What bytes of JSON from somebody's shell may say, the likeliest first: UTF-8, UTF-16, and where a character of
 * another code page holds the byte of a backslash or a quote, that code page. Nothing tells which one it is, so its
 * characters are unreadable ones in each: where the texts end is all that is taken from it.
 */
export function* textsOf(bytes: Uint8Array): Generator<string> {
  const text = plainOf(decoded(bytes));
  yield text;
  if (!text.includes(UNREADABLE)) return;
  for (const page of CODE_PAGES) {
    yield plainOf(new TextDecoder(page).decode(bytes)).replace(BEYOND_ASCII, UNREADABLE);
  }
}

/** Of Japanese, Chinese in both writings, and Korean. */
const CODE_PAGES = ['shift_jis', 'gbk', 'big5', 'euc-kr'];
const UNREADABLE = '\ufffd';
const BEYOND_ASCII = /\P{ASCII}/gu;

/** The first of several readings that parses; where none does, the fault of the first. */
export function parseAnyOf(texts: Iterable<string>, parse: (text: string) => unknown): unknown {
  let fault: { error: unknown } | null = null;
  for (const text of texts) {
    try {
      return parse(text);
    } catch (error) {
      fault ??= { error };
    }
  }
  throw fault?.error;
}

const utf8 = new TextDecoder('utf-8');
const utf16 = new TextDecoder('utf-16le');

/**
 * Shells of Windows pipe in UTF-16, with a mark or without one. JSON begins with an ASCII character, so a zero beside
 * it tells which of the two it is (https://www.rfc-editor.org/rfc/rfc4627#section-3).
 */
function decoded(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const isMarked = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  if (!isMarked && first !== 0 && second !== 0) return utf8.decode(bytes);
  const isBigEndian = first === 0xfe || first === 0;
  return utf16.decode(isBigEndian ? swapped(bytes) : bytes);
}

function swapped(bytes: Uint8Array): Uint8Array {
  const pairs = new Uint8Array(bytes.byteLength - (bytes.byteLength % 2));
  for (let at = 0; at < pairs.byteLength; at++) pairs[at] = bytes[at ^ 1] ?? 0;
  return pairs;
}

/** Without further marks of the encoding, and with spaces for line breaks that stand in the middle of a text. */
const plainOf = (text: string): string =>
  // eslint-disable-next-line no-control-regex
  text.replace(/^\ufeff+/, '').replace(/[\u0000-\u001f]/g, ' ');
