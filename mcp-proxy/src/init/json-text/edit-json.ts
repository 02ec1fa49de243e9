import { parseSpans, type Node, type Span } from './parse-spans.ts';

/** Names and indexes that lead to a value. */
export type Path = readonly (string | number)[];

/** The value at a path; null where there is none. */
export function nodeAt(text: string, path: Path): Node | null {
  let node: Node | null = parseSpans(text);
  for (const step of path) {
    if (node === null) return null;
    if (typeof step === 'number') node = node.kind === 'array' ? (node.items[step] ?? null) : null;
    else if (node.kind !== 'object') return null;
    else node = node.members.findLast(({ name }) => name === step)?.value ?? null;
  }
  return node;
}

/**
 * Adds a member behind the last one of an object, or an item behind the last one of an array, in the text's own
 * indentation; nothing else of the text changes, so that `remove` restores it byte for byte.
 */
export function add(
  text: string,
  path: Path,
  { name, value }: { name: string | null; value: unknown },
): string {
  const node = nodeAt(text, path);
  if (node === null || node.kind === 'other') return text;
  const style = styleOf(text);
  const label = name === null ? '' : `${JSON.stringify(name)}: `;
  const indent = style.unit.repeat(path.length + 1);
  const written = JSON.stringify(value, null, style.unit).replaceAll(
    '\n',
    `${style.newline}${indent}`,
  );
  const entry = `${style.newline}${indent}${label}${written}`;
  const last = partsOf(node).at(-1);
  if (last !== undefined) return splice(text, { start: last.end, end: last.end }, `,${entry}`);
  // What stands in the empty one stays before the entry: `remove` leaves it there.
  const closing = `${style.newline}${style.unit.repeat(path.length)}`;
  return splice(text, { start: node.end - 1, end: node.end - 1 }, `${entry}${closing}`);
}

/**
 * Takes a member or an item out with the comma that parts it from its neighbor. Of one that is the only one, what
 * `add` put around it goes with it.
 */
export function remove(text: string, path: Path): string {
  const parent = nodeAt(text, path.slice(0, -1));
  if (parent === null || parent.kind === 'other') return text;
  const parts = partsOf(parent);
  const step = path.at(-1);
  const index =
    parent.kind === 'object'
      ? parent.members.findLastIndex(({ name }) => name === step)
      : Number(step);
  const part = parts[index];
  if (part === undefined) return text;
  const before = parts[index - 1];
  const after = parts[index + 1];
  if (before !== undefined) return splice(text, { start: before.end, end: part.end }, '');
  if (after !== undefined) return splice(text, { start: part.start, end: after.start }, '');
  const style = styleOf(text);
  const opening = `${style.newline}${style.unit.repeat(path.length)}`;
  const closing = `${style.newline}${style.unit.repeat(path.length - 1)}`;
  const inner = text.slice(parent.start + 1, part.start);
  const kept = inner.endsWith(opening) ? inner.slice(0, -opening.length) : inner;
  const rest = text.slice(part.end, parent.end - 1);
  const tail = rest === closing ? '' : rest;
  return splice(text, { start: parent.start + 1, end: parent.end - 1 }, `${kept}${tail}`);
}

const partsOf = (node: Node): readonly Span[] =>
  node.kind === 'object' ? node.members : node.kind === 'array' ? node.items : [];

const splice = (text: string, { start, end }: Span, by: string): string =>
  `${text.slice(0, start)}${by}${text.slice(end)}`;

/** As the text is written: how its first member is indented, and how its lines end. */
function styleOf(text: string): { unit: string; newline: string } {
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const indent = /^\uFEFF?\s*\{[ \t]*\r?\n([ \t]+)"/.exec(text)?.[1];
  return { unit: indent ?? '  ', newline };
}
