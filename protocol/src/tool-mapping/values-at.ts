import { PRIORITIES, type Priority } from '../event/event.ts';
import { LIMITS } from '../limits.ts';
import { valueAt, type JsonPath } from './json-path.ts';

/** Where words are looked for, and what each goes through. */
export type From = { roots: Readonly<Record<string, unknown>>; clean: (text: string) => string };
export type Paths = readonly JsonPath[] | undefined;

/** The first value that fits; one that does not is passed over. */
export function first<Value>(
  paths: Paths,
  { roots }: From,
  fit: (value: unknown) => Value | undefined,
): Value | undefined {
  for (const path of paths ?? []) {
    const value = fit(valueAt(path, roots));
    if (value !== undefined) return value;
  }
  return undefined;
}

export const wordsAt = (paths: Paths, from: From) => textAt(paths, from, LIMITS.textLength);
export const nameAt = (paths: Paths, from: From) => textAt(paths, from, LIMITS.nameLength);
const textAt = (paths: Paths, from: From, limit: number): string | undefined => {
  const text = first(paths, from, textOf);
  return text === undefined ? undefined : from.clean(text).slice(0, limit);
};

export const idAt = (paths: Paths, from: From) => first(paths, from, (value) => idOf(value, from));

/** An empty list is an answer too, when no path holds ids: the task waits for nothing any more. */
export function idsAt(paths: Paths, from: From): string[] | undefined {
  const someIds = (value: unknown): string[] | undefined => {
    const ids = Array.isArray(value) ? value.flatMap((item) => idOf(item, from) ?? []) : [];
    return ids.length === 0 ? undefined : ids.slice(0, LIMITS.taskDependencies);
  };
  return first(paths, from, someIds) ?? first(paths, from, noIds);
}

const noIds = (value: unknown): string[] | undefined =>
  Array.isArray(value) && value.length === 0 ? [] : undefined;

export function priorityAt(paths: Paths, from: From): Priority | undefined {
  return first(paths, from, (value) =>
    PRIORITIES.find((each) => each === textOf(value)?.toLowerCase()),
  );
}

function idOf(value: unknown, { clean }: From): string | undefined {
  const text = typeof value === 'number' && Number.isFinite(value) ? String(value) : textOf(value);
  const id = text === undefined ? undefined : clean(text);
  return id !== undefined && id.length <= LIMITS.idLength ? id : undefined;
}

export const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value : undefined;
