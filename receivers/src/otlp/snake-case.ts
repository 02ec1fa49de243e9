import { fieldOf, listOf } from './attributes.ts';

/** A name of a field with its words apart; those of OTLP have no digits, and attributes stand in values. */
const SNAKE = /^[a-z]+(_[a-z]+)+$/;

/**
 * A request of JSON with the names of fields as OTLP writes them. Protobuf's own JSON takes them as the schema
 * writes them too (https://protobuf.dev/programming-guides/json/), and some senders do.
 */
export const withCamelNames = (tree: object): object =>
  usesSnakeNames(tree) ? renamed(tree) : tree;

/** Looks at the frame, and at each record with its first attribute: a sender writes all in one way. */
function usesSnakeNames(tree: object): boolean {
  if (hasSnake(tree)) return true;
  for (const ofResource of listsOf(tree).flat()) {
    if (hasSnake(ofResource) || hasSnakeAttribute(fieldOf(ofResource, 'resource'))) return true;
    for (const ofScope of listsOf(ofResource).flat()) {
      if (hasSnake(ofScope)) return true;
      for (const records of listsOf(ofScope)) {
        for (const record of records) {
          if (hasSnake(record) || hasSnakeAttribute(record)) return true;
        }
      }
    }
  }
  return false;
}

const listsOf = (raw: unknown): (readonly unknown[])[] =>
  typeof raw === 'object' && raw !== null ? Object.values(raw).map(listOf) : [];

function hasSnake(raw: unknown): boolean {
  if (typeof raw !== 'object' || raw === null) return false;
  for (const name in raw) if (name.includes('_') && SNAKE.test(name)) return true;
  return false;
}

const hasSnakeAttribute = (raw: unknown): boolean =>
  hasSnake(fieldOf(listOf(fieldOf(raw, 'attributes'))[0], 'value'));

function renamed(value: object): object;
function renamed(value: unknown): unknown;
function renamed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => renamed(item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]): [string, unknown] => {
      const camel = SNAKE.test(name) ? camelOf(name) : name;
      // Of a field that is written in both ways neither may be lost.
      return [camel !== name && Object.hasOwn(value, camel) ? name : camel, renamed(item)];
    }),
  );
}

const camelOf = (name: string): string =>
  name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
