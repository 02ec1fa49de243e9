export type Piece =
  { kind: 'plain' | 'code'; text: string } | { kind: 'link'; text: string; href: string };

const MARKED = /`([^`]+)`|\[([^\]]+)\]\(([^)]+)\)/g;

/** The pieces of a text in which code stands in backticks and a link is written as `[label](/path)`. */
export function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  const plain = (to: number): void => {
    if (to > from) pieces.push({ kind: 'plain', text: text.slice(from, to) });
  };
  for (const match of text.matchAll(MARKED)) {
    const [whole, code, label = '', href = ''] = match;
    plain(match.index);
    pieces.push(
      code === undefined ? { kind: 'link', text: label, href } : { kind: 'code', text: code },
    );
    from = match.index + whole.length;
  }
  plain(text.length);
  return pieces;
}
