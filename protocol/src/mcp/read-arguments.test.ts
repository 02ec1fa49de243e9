import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { QUESTIONS } from '../questions/index.ts';
import { LOG_TOOLS, type ToolContext } from '../tools/tools.ts';
import { eventsOfCall, refusedCall } from './events-of-call.ts';
import { readArguments } from './read-arguments.ts';

const schema = z.object({
  text: z.string().optional(),
  count: z.int().min(0),
  share: z.number().optional(),
  isOn: z.boolean().optional(),
  names: z.array(z.string()).optional(),
  items: z.array(z.object({ id: z.string(), size: z.int().optional() })).optional(),
  one: z.object({ id: z.string(), isOn: z.boolean().optional() }).optional(),
  name: z.string().min(1).optional(),
  word: z.enum(['low', 'In_Work']).optional(),
});

const read = (given: object): unknown => readArguments(schema, { count: 1, ...given });
const unchanged = (given: object): void => {
  expect(read(given)).toEqual({ count: 1, ...given });
};

describe('what came as text is what the schema wants', () => {
  test.each<[string, number]>([
    ['3500', 3_500],
    [' 3500 ', 3_500],
    ['3500.0', 3_500],
    ['0', 0],
    ['-1', -1],
    ['+7', 7],
    ['1e3', 1_000],
    ['.5', 0.5],
    ['0.25', 0.25],
  ])('the number %s', (text, number) => {
    expect(read({ share: text })).toEqual({ count: 1, share: number });
  });

  test.each<[string, boolean]>([
    ['true', true],
    ['false', false],
    ['True', true],
    ['FALSE', false],
    [' true ', true],
  ])('the boolean %s', (text, value) => {
    expect(read({ isOn: text })).toEqual({ count: 1, isOn: value });
  });

  test.each<[object, object]>([
    [{ names: '["a","b"]' }, { names: ['a', 'b'] }],
    [{ items: '[{"id":"a","size":"5"}]' }, { items: [{ id: 'a', size: 5 }] }],
    [
      { items: ['{"id":"a"}', { id: 'b', size: '2' }] },
      { items: [{ id: 'a' }, { id: 'b', size: 2 }] },
    ],
    [{ items: JSON.stringify('[{"id":"a"}]') }, { items: [{ id: 'a' }] }],
    [{ one: '{"id":"a","isOn":"false"}' }, { one: { id: 'a', isOn: false } }],
  ])('%j', (given, wanted) => {
    expect(read(given)).toEqual({ count: 1, ...wanted });
  });
});

test.each<[object, object]>([
  [{ name: 7 }, { name: '7' }],
  [{ names: [7, 'b'] }, { names: ['7', 'b'] }],
  [{ items: [{ id: 12 }] }, { items: [{ id: '12' }] }],
])('an id that came as a number is the text of it: %j', (given, wanted) => {
  expect(read(given)).toEqual({ count: 1, ...wanted });
});

describe('a word of a list', () => {
  test.each([
    ['LOW', 'low'],
    [' low ', 'low'],
    ['in_work', 'In_Work'],
  ])('is read as it is meant: %j', (word, meant) => {
    expect(read({ word })).toEqual({ count: 1, word: meant });
  });

  test.each(['lower', 'l o w', 1, true])('and refused by name where it is none: %j', (word) => {
    unchanged({ word });
    expect(schema.safeParse(read({ word })).error?.issues[0]?.path).toEqual(['word']);
  });
});

describe('what can not be sure stays, for the schema to refuse it', () => {
  test.each<object>([
    { count: 'many' },
    { count: '3,500' },
    { count: '3 500' },
    { count: '0x10' },
    { count: 'NaN' },
    { count: 'Infinity' },
    { count: '12 tokens' },
    { count: true },
    { count: [1] },
    { share: '50%' },
    { isOn: 'yes' },
    { isOn: 1 },
    { names: 'a, b' },
    { names: '["a"' },
    { names: [7.5] },
    { names: [true] },
    { text: 0.1 },
    { text: 2 ** 53 },
    { one: 'a' },
  ])('%j', (given) => {
    unchanged(given);
    expect(schema.safeParse(read(given)).success).toBe(false);
  });

  test.each<object>([{ names: '{"a":1}' }, { one: '[]' }])('%j holds the other kind', (given) => {
    expect(schema.safeParse(read(given)).error?.issues[0]?.path).toEqual([Object.keys(given)[0]]);
  });

  test('and text stays text, whatever it looks like', () => {
    unchanged({ text: '3500' });
    unchanged({ text: 'true' });
    unchanged({ text: '[1]' });
    unchanged({ text: '' });
  });
});

describe('what is not set', () => {
  test('is null, for any field', () => {
    expect(read({ text: null, share: null, names: null, one: { id: 'a', isOn: null } })).toEqual({
      count: 1,
      one: { id: 'a' },
    });
  });

  test.each(['', ' ', 'null'])('is %j where a number, a boolean or a list may be', (nothing) => {
    expect(read({ share: nothing, isOn: nothing, names: nothing, one: nothing })).toEqual({
      count: 1,
    });
  });

  test('is an empty text where no text may be empty', () => {
    expect(read({ name: '', word: '' })).toEqual({ count: 1 });
    expect(read({ name: 'null', text: '' })).toEqual({ count: 1, text: '' });
    expect(read({ name: 'Null Pointer', text: 'null' })).toEqual({
      count: 1,
      name: 'Null Pointer',
      text: 'null',
    });
  });

  test('is refused by name where it has to be', () => {
    const wrong = [{ count: null }, { count: '' }].map((given) =>
      schema.safeParse(readArguments(schema, given)),
    );
    for (const { error } of wrong) expect(error?.issues[0]?.path).toEqual(['count']);
  });
});

/** Every field of every tool, as text, is read as it was meant or refused by its name. */
describe('the table of tools', () => {
  const tools = [...LOG_TOOLS, ...QUESTIONS];
  const fields = tools.flatMap(({ name, inputSchema }) =>
    Object.entries(
      z
        .record(z.string(), z.looseObject({ type: z.string().optional() }))
        .parse(z.toJSONSchema(inputSchema, { io: 'input' }).properties),
    ).flatMap(([field, { type }]): [string, string, string, z.ZodObject][] =>
      type === undefined || type === 'string' ? [] : [[name, field, type, inputSchema]],
    ),
  );

  test('has fields of each kind', () => {
    expect(new Set(fields.map(([, , type]) => type))).toEqual(
      new Set(['number', 'integer', 'boolean', 'array']),
    );
  });

  test.each(fields)('%s: %s is a %s', (_, field, type, inputSchema) => {
    const text = type === 'array' ? '[]' : type === 'boolean' ? 'true' : '1';
    expect(readArguments(inputSchema, { [field]: text })).toEqual({ [field]: JSON.parse(text) });
    expect(readArguments(inputSchema, { [field]: 'many' })).toEqual({ [field]: 'many' });
    const { error } = inputSchema.safeParse({ [field]: 'many' });
    expect(error?.issues.map(({ path }) => path[0])).toContain(field);
  });

  test('a refusal says which field of which tool, and what to do', () => {
    const tool = LOG_TOOLS.find(({ name }) => name === 'log_token_usage');
    if (tool === undefined) throw new Error('no such tool');
    const context: ToolContext = { newId: () => 'id', now: 1 };
    const given = { sessionId: 's', inputTokens: 'many', outputTokens: '3' };
    const taken = eventsOfCall(tool, readArguments(tool.inputSchema, given), context);
    expect(taken.ok ? '' : refusedCall(tool, taken.faults)).toBe(
      'log_token_usage was not recorded. inputTokens: Invalid input: expected number, received string. Correct this and call again.',
    );
  });
});
