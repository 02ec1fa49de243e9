import type { JsonValue } from '@bufbuild/protobuf';
import { fold, memoryStorage, newFoldState, recordsSaved, saveRecords } from '@claude-monitor/fold';
import { noUsage, USAGE_SUM_FIELDS, type UsageSums } from '@claude-monitor/protocol';
import { normaliseOtlp } from '@claude-monitor/receivers';
import { expect, test } from 'vitest';
import { seeded, type Random } from '../../../../protocol/src/testing/random.ts';
import { toProtobuf } from '../../../../receivers/src/testing/encodings.fixture.ts';
import { listPrice } from '../pricing/pricing.ts';
import { exportOf, recordsOf, SHAPES, type Export } from './sent.fixture.ts';
import type { Shape } from './shape.fixture.ts';

/** The same records as another exporter sends them: in other types, maps, pieces, orders and encodings, and twice. */

const SEEDS = [1, 2, 3, 4, 5, 6];

const priceOf = listPrice();

type Body = Export & { isProtobuf?: true };

function sumsOf(bodies: readonly Body[]): UsageSums {
  const storage = memoryStorage();
  const state = newFoldState({ storage });
  let seq = 0;
  for (const { signal, json, isProtobuf } of bodies) {
    const body = isProtobuf === true ? { protobuf: toProtobuf(signal, json) } : { json };
    const result = normaliseOtlp(signal, body);
    if (!result.ok) throw new Error(result.message);
    for (const event of result.batch.events) fold(state, event, { seq: ++seq, priceOf });
  }
  saveRecords(state);
  recordsSaved(state);
  const sums = noUsage();
  for (const key of storage.keys('session')) {
    for (const { figures } of state.sessions.get(key)?.attempts ?? []) {
      for (const field of USAGE_SUM_FIELDS) sums[field] += figures.usage[field];
    }
  }
  return sums;
}

type Fields = { [key: string]: JsonValue };
const isFields = (value: JsonValue | undefined): value is Fields =>
  typeof value === 'object' && !Array.isArray(value) && value !== null;

function changed(tree: JsonValue, change: (fields: Fields) => Fields): JsonValue {
  if (Array.isArray(tree)) return tree.map((item) => changed(item, change));
  if (!isFields(tree)) return tree;
  const inner = Object.entries(tree).map(([key, value]) => [key, changed(value, change)] as const);
  return change(Object.fromEntries(inner));
}

/** A count as text, as a double, or as a plain number. */
const inOtherTypes = (tree: JsonValue, random: Random): JsonValue =>
  changed(tree, (fields) => {
    const { intValue } = fields;
    if (typeof intValue !== 'string') return fields;
    return random.pick<Fields>([
      { stringValue: intValue },
      { doubleValue: Number(intValue) },
      { intValue: Number(intValue) },
      { intValue },
    ]);
  });

const USAGE = 'gen_ai.usage.';

/** The counts of a span as one map, with maps in it. */
const inOneMap = (tree: JsonValue): JsonValue =>
  changed(tree, (fields) => {
    const { attributes } = fields;
    if (!Array.isArray(attributes)) return fields;
    const counts = attributes.flatMap((attribute): [string, JsonValue][] => {
      const name = nameOf(attribute);
      if (!isFields(attribute) || !name.startsWith(USAGE)) return [];
      return [[name.slice(USAGE.length), attribute['value'] ?? null]];
    });
    const map = mapOf(counts);
    if (counts.length === 0 || map === null) return fields;
    const others = attributes.filter((attribute) => !nameOf(attribute).startsWith(USAGE));
    return { ...fields, attributes: [...others, { key: 'gen_ai.usage', value: map }] };
  });

function nameOf(attribute: JsonValue): string {
  const key = isFields(attribute) ? attribute['key'] : undefined;
  return typeof key === 'string' ? key : '';
}

/** None where a name is that of a count and of a map, as Sentry's `input_tokens` and `input_tokens.cached`. */
function mapOf(counts: readonly [path: string, value: JsonValue][]): JsonValue | null {
  const byKey = Map.groupBy(counts, ([path]) => path.split('.')[0] ?? '');
  const values: JsonValue[] = [];
  for (const [key, group] of byKey) {
    const leaf = group.find(([path]) => path === key);
    if (leaf !== undefined && group.length > 1) return null;
    const inner = group.map(([path, of]): [string, JsonValue] => [path.slice(key.length + 1), of]);
    const value = leaf === undefined ? mapOf(inner) : leaf[1];
    if (value === null) return null;
    values.push({ key, value });
  }
  return { kvlistValue: { values } };
}

const inSnakeCase = (tree: JsonValue): JsonValue =>
  changed(tree, (fields) =>
    Object.fromEntries(
      Object.entries(fields).map(([key, value]) => [
        key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
        value,
      ]),
    ),
  );

function otherwise(shape: Shape, random: Random): Body[] {
  const records = recordsOf(shape);
  let parts = random.chance(0.6) ? records.map((record) => [record]) : [records];
  if (random.chance(0.5)) parts = random.shuffled(parts).map((part) => random.shuffled(part));
  if (random.chance(0.4)) parts = [...parts, ...parts.filter(() => random.chance(0.6))];
  const [areOther, areInMap] = [random.chance(0.5), random.chance(0.4)];
  const encoding = random.pick(['json', 'protobuf', 'snake case']);
  return parts.map((part) => {
    const body = exportOf(shape, part);
    let { json } = body;
    if (areOther) json = inOtherTypes(json, random);
    if (areInMap) json = inOneMap(json);
    if (encoding === 'snake case') json = inSnakeCase(json);
    return { ...body, json, ...(encoding === 'protobuf' ? { isProtobuf: true } : {}) };
  });
}

test.each(SHAPES.map((shape) => [shape.sender, shape] as const))(
  '[USE2] %s counts the same however it is encoded, split, ordered and repeated',
  (_, shape) => {
    const truth = sumsOf([exportOf(shape, recordsOf(shape))]);
    for (const seed of SEEDS) {
      expect([seed, sumsOf(otherwise(shape, seeded(seed)))]).toEqual([seed, truth]);
    }
  },
);
