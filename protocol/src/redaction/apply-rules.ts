import type { z } from 'zod';
import { NAME_KINDS, opaqueId, shownModel, shownName, type NameKind, type Names } from './names.ts';
import { InOrder, type RulesOf } from './rules.ts';

export type Redact<Value> = (value: Value, names: Names) => Value;

/**
 * The redaction of a shape. What comes out is parsed again: it has the shape that clients expect, and
 * nothing that no table lists.
 */
export function redactionOf<Schema extends z.ZodObject>(
  schema: Schema,
  rules: RulesOf<z.output<Schema>>,
): Redact<z.output<Schema>> {
  return (value, names) => schema.parse(applied(rules, value, { names, of: {} }));
}

/** `of` is the object that has the field: some rules are functions of it. */
type Context = { names: Names; of: object };

/** Untyped from here on: the table's type has checked each rule against its field. */
function applied(rule: unknown, value: unknown, context: Context): unknown {
  const { names, of } = context;
  if (typeof rule === 'function') return applied(Reflect.apply(rule, null, [of]), value, context);
  if (rule === 'none') return undefined;
  if (rule === 'null') return null;
  if (rule === 'empty') return [];
  if (value === null || value === undefined) return value;
  if (rule instanceof InOrder) {
    if (!Array.isArray(value)) return null;
    return value.map((item, place) => applied(rule.rules[place] ?? 'null', item, context));
  }
  if (Array.isArray(value)) return value.map((item) => applied(rule, item, context));
  if (isObject(rule)) return isObject(value) ? appliedToFields(rule, value, names) : null;
  if (rule === 'shown') return value;
  return typeof rule === 'string' && typeof value === 'string' ? textBy(rule, value, names) : null;
}

function appliedToFields(rules: object, value: object, names: Names): object {
  const shown: [string, unknown][] = [];
  const context = { names, of: value };
  for (const field of Object.keys(rules)) {
    const result = applied(Reflect.get(rules, field), Reflect.get(value, field), context);
    if (result !== undefined) shown.push([field, result]);
  }
  return Object.fromEntries(shown);
}

function textBy(rule: string, text: string, names: Names): string | null {
  if (isNameKind(rule)) return shownName(rule, text, names);
  switch (rule) {
    case 'internal':
      return text;
    case 'sealed':
      return names.seal(text);
    case 'opaque':
      return opaqueId(text, names);
    case 'model':
      return shownModel(text, names);
    case 'task text':
      return names.shows.has('tasks') ? text : null;
    default:
      return '';
  }
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

const isNameKind = (rule: string): rule is NameKind => Object.hasOwn(NAME_KINDS, rule);
