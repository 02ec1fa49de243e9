import type { Fact, FactFields } from './fact.ts';
import { compareStamps, type Stamp } from './stamp.ts';

/**
 * Merges `next` into `known`, field by field: each from the greater stamp, an absent one never
 * overrides. Tells whether anything changed, stamps included: they decide about what comes later.
 */
export function mergeFact(known: Fact, next: Fact): boolean {
  let fields: Fact['fields'] | null = null;
  for (const name of Object.keys(next.fields) as (keyof FactFields)[]) {
    const stamp = stampOf(next, name);
    if (known.fields[name] !== undefined && compareStamps(stamp, stampOf(known, name)) <= 0) {
      continue;
    }
    // A new object, so that who holds the old fields can tell what they were.
    fields ??= { ...known.fields };
    Object.assign(fields, { [name]: next.fields[name] });
    known.overrides ??= {};
    known.overrides[name] = stamp;
  }
  if (fields === null) return false;
  known.fields = fields;
  return true;
}

export const stampOf = (fact: Fact, name: keyof FactFields): Stamp =>
  fact.overrides?.[name] ?? fact.stamp;
