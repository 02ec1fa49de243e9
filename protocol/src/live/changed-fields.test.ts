import { expect, test } from 'vitest';
import { z } from 'zod';
import { changedFields, copyOf, isEmpty, withFields } from './changed-fields.ts';
import { seeded, type Random } from '../testing/random.ts';
import { exampleSession } from './view.fixture.ts';

const NOON = Date.UTC(2026, 10, 22, 12);

/** As it arrives. */
const sent = (value: object): object => z.looseObject({}).parse(JSON.parse(JSON.stringify(value)));

/** An item of a shape that may have any value in any field, nested as sessions and tasks are. */
function anyItem(random: Random, depth = 3): Record<string, unknown> {
  const fields = ['a', 'b', 'c', 'd', 'e'].slice(0, random.between(2, 5));
  return Object.fromEntries(fields.map((field) => [field, anyValue(random, depth)]));
}

function anyValue(random: Random, depth: number): unknown {
  const kinds = depth === 0 ? (['number', 'null', 'text'] as const) : KINDS;
  switch (random.pick(kinds)) {
    case 'number':
      return random.between(0, 2);
    case 'null':
      return null;
    case 'text':
      return random.pick(['', 'x', 'y']);
    case 'none':
      return undefined;
    case 'list':
      return Array.from({ length: random.between(0, 2) }, () => anyValue(random, depth - 1));
    case 'object':
      return anyItem(random, depth - 1);
  }
}

const KINDS = ['number', 'null', 'text', 'none', 'list', 'object', 'object'] as const;

test('[HUB4] changed fields make what is there of what was there, also when applied twice', () => {
  for (let seed = 1; seed <= 3_000; seed++) {
    const random = seeded(seed);
    const before = sent(anyItem(random));
    const after = sent(random.chance(0.5) ? { ...before, ...anyItem(random) } : anyItem(random));
    const fields = changedFields(before, after);
    if (fields === null) continue;
    const once = withFields(before, sent(fields));
    expect(once, `seed ${String(seed)}`).toEqual(after);
    expect(withFields(once, sent(fields)), `seed ${String(seed)}`).toEqual(after);
    expect(isEmpty(fields), `seed ${String(seed)}`).toBe(
      JSON.stringify(once) === JSON.stringify(before),
    );
  }
});

test('hold nothing but what changed, lists whole', () => {
  const before = exampleSession('c', NOON, {
    openTools: [{ toolUseId: 't1', toolName: 'Bash', startedAt: NOON }],
  });
  const after = {
    ...before,
    lastAt: NOON + 1,
    openTools: [],
    usage: { ...before.usage, measured: { ...before.usage.measured, requests: 1 } },
  };
  expect(changedFields(before, after)).toEqual({
    lastAt: NOON + 1,
    openTools: [],
    usage: { measured: { requests: 1 } },
  });
});

test.each([
  ['it', { run: 1, id: 'a' }, { id: 'a' }],
  ['a part of it', { of: { run: 1, id: 'a' } }, { of: { id: 'a' } }],
])('cannot say that %s lost a field', (_, before, after) => {
  expect(changedFields(before, after)).toBeNull();
});

test('a copy shares nothing with the item', () => {
  const item = { list: [{ a: 1 }], of: { b: 2 } };
  const copy = copyOf(item);
  item.list.push({ a: 3 });
  item.of.b = 4;
  expect(copy).toEqual({ list: [{ a: 1 }], of: { b: 2 } });
});
