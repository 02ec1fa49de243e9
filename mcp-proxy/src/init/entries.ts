import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { add, nodeAt, remove, type Path } from './json-text/edit-json.ts';

const pathSchema = z.array(z.union([z.string(), z.number()]));
/** What `init` adds to a file: a member by its name, or an item of a list. */
export const entrySchema = z.object({
  path: pathSchema,
  name: z.string().nullable(),
  value: z.unknown(),
});
export type Entry = z.infer<typeof entrySchema>;

/** What was added to a text, and which objects and lists were made for it. */
export const additionsSchema = z.object({
  entries: z.array(entrySchema),
  made: z.array(pathSchema),
});
type Additions = z.infer<typeof additionsSchema>;

/** Adds entries; what is there already under a name stays as it is. Throws where a list or object is something else. */
export function addEntries(
  before: string,
  entries: readonly Entry[],
): { text: string; additions: Additions } {
  let text = before;
  const additions: Additions = { entries: [], made: [] };
  for (const entry of entries) {
    text = withContainers(text, entry, additions.made);
    if (entry.name !== null && nodeAt(text, [...entry.path, entry.name]) !== null) continue;
    text = add(text, entry.path, entry);
    additions.entries.push(entry);
  }
  return { text, additions };
}

function withContainers(before: string, { path, name }: Entry, made: Path[]): string {
  let text = before;
  for (const [index, step] of path.entries()) {
    const here = path.slice(0, index + 1);
    if (typeof step !== 'string') continue;
    const isList = name === null && index === path.length - 1;
    const there = nodeAt(text, here);
    if (there !== null) {
      if (there.kind === (isList ? 'array' : 'object')) continue;
      throw new Error(
        `${here.join('.')} must be ${isList ? 'a list' : 'an object'}. Fix it first.`,
      );
    }
    text = add(text, path.slice(0, index), { name: step, value: isList ? [] : {} });
    made.push(here);
  }
  return text;
}

/** Takes out what was added and is still as it was; what its user changed or added stays. */
export function removeEntries(before: string, { entries, made }: Additions): string {
  let text = before;
  for (const { path, name, value } of [...entries].reverse()) {
    const node = nodeAt(text, path);
    if (node === null) continue;
    if (name !== null) {
      const member = valueAt(text, [...path, name]);
      if (isDeepStrictEqual(member, value)) text = remove(text, [...path, name]);
    } else if (node.kind === 'array') {
      text = withoutItem(text, { path, count: node.items.length, value });
    }
  }
  for (const path of [...made].reverse()) if (isEmpty(text, path)) text = remove(text, path);
  return text;
}

function withoutItem(
  text: string,
  { path, count, value }: { path: Path; count: number; value: unknown },
): string {
  for (let index = count - 1; index >= 0; index--) {
    if (isDeepStrictEqual(valueAt(text, [...path, index]), value)) {
      return remove(text, [...path, index]);
    }
  }
  // Somebody put a handler of theirs beside ours, into our group.
  const ours = handlersOf(value);
  for (let index = count - 1; index >= 0; index--) {
    const handlers = handlersOf(valueAt(text, [...path, index]));
    const at = handlers.findIndex((each) => ours.some((own) => isDeepStrictEqual(own, each)));
    if (at === -1) continue;
    return remove(text, handlers.length === 1 ? [...path, index] : [...path, index, 'hooks', at]);
  }
  return text;
}

const groupSchema = z.looseObject({ hooks: z.array(z.unknown()) });

function handlersOf(group: unknown): unknown[] {
  const parsed = groupSchema.safeParse(group);
  return parsed.success ? parsed.data.hooks : [];
}

function isEmpty(text: string, path: Path): boolean {
  const node = nodeAt(text, path);
  if (node?.kind === 'object') return node.members.length === 0;
  return node?.kind === 'array' && node.items.length === 0;
}

/** Undefined where there is none. */
export function valueAt(text: string, path: Path): unknown {
  const node = nodeAt(text, path);
  return node === null ? undefined : JSON.parse(text.slice(node.start, node.end));
}
