/** Control and format characters: among them zero-width ones and marks that turn the direction of text. */
const UNSEEN =
  /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}\u{fe00}-\u{fe0f}\u{115f}\u{1160}\u{3164}\u{ffa0}]+/gu;
/** More than two marks upon one letter. */
const PILED_MARKS = /(\p{M}{2})\p{M}+/gu;
/** An address in a text, which clients turn into a link. */
const SCHEME = /(\w):\/\//g;
const MENTION = /@(?=everyone|here|channel|group|[!&#]?\d)/gi;

/**
 * A stranger's name or text as one line that can only be read: nothing unseen, no mention, no link,
 * no entity; cut at a length in characters.
 */
export function neutralText(text: string, length: number): string {
  const line = text
    // A lone half of a pair is no text, and not every platform's JSON takes it.
    .toWellFormed()
    .replace(/\s+/g, ' ')
    .replace(UNSEEN, '')
    .replace(PILED_MARKS, '$1')
    .replace(SCHEME, '$1: //')
    .replace(MENTION, '＠')
    .replaceAll('<', '‹')
    .replaceAll('>', '›')
    .trim();
  return cut(line === '' ? '(no name)' : line, length);
}

/** Cut between characters, not between the halves of a pair; lengths are UTF-16 units, as platforms count. */
function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  let end = length - 1;
  const unit = text.charCodeAt(end - 1);
  if (unit >= 0xd800 && unit <= 0xdbff) end--;
  return `${text.slice(0, end)}…`;
}
