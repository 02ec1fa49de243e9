import { z } from 'zod';

/**
 * What changed of an item that a viewer has: a tree of its fields. An object holds only what changed in
 * it; every other value, lists and null included, is whole. Applying it twice changes nothing more.
 */
export const changedFieldsSchema = z.object({
  id: z.string(),
  fields: z.record(z.string(), z.unknown()),
});

export type ChangedFields = z.infer<typeof changedFieldsSchema>;

type Fields = ChangedFields['fields'];

/** The fields that make `after` of `before`; null when only the whole item can: it lost a field. */
export function changedFields(before: object, after: object): Fields | null {
  const fields: Fields = {};
  let common = 0;
  for (const [field, value] of Object.entries<unknown>({ ...after })) {
    if (value === undefined) continue;
    const known: unknown = Reflect.get(before, field);
    if (known !== undefined) common++;
    if (isFields(known) && isFields(value)) {
      const inner = changedFields(known, value);
      if (inner === null) return null;
      if (!isEmpty(inner)) fields[field] = inner;
    } else if (!isSame(known, value)) fields[field] = value;
  }
  const had = Object.values(before).filter((value) => value !== undefined).length;
  return had > common ? null : fields;
}

/** The item with its changed fields: to be parsed, since nothing here knows its shape. */
export function withFields(item: object, fields: object): object {
  const result: Fields = { ...item };
  for (const [field, change] of Object.entries<unknown>({ ...fields })) {
    const known = result[field];
    result[field] = isFields(known) && isFields(change) ? withFields(known, change) : change;
  }
  return result;
}

/** A copy that shares nothing with the item. */
export function copyOf(item: object): object {
  const copy: Fields = {};
  for (const [field, value] of Object.entries<unknown>({ ...item }))
    copy[field] = copyOfValue(value);
  return copy;
}

function copyOfValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOfValue);
  return isFields(value) ? copyOf(value) : value;
}

function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (!Array.isArray(a) || !Array.isArray(b)) return false;
  return a.length === b.length && a.every((item, index) => isSameItem(item, b[index]));
}

function isSameItem(a: unknown, b: unknown): boolean {
  if (!isFields(a) || !isFields(b)) return isSame(a, b);
  const fields = changedFields(a, b);
  return fields !== null && isEmpty(fields);
}

const isFields = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function isEmpty(fields: object): boolean {
  for (const _ in fields) return false;
  return true;
}
