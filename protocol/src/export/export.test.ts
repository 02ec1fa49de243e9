import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { sessionSchema } from '../live/view.ts';
import { columnsOf } from './columns.ts';
import { csvLine, withoutFormula } from './csv.ts';

describe('a line of CSV', () => {
  test('has quotes where a text needs them, and nothing where there is nothing', () => {
    expect(csvLine(['a', 'b,c', 'say "hi"', 'two\nlines', ' room ', null, undefined])).toBe(
      'a,"b,c","say ""hi""","two\nlines"," room ",,\r\n',
    );
    expect(csvLine([0, -5, 1.5, true])).toBe('0,-5,1.5,true\r\n');
    expect(csvLine(['פרויקט', '🚀'])).toBe('פרויקט,🚀\r\n');
  });

  test.each([
    '=1+1',
    '+1',
    '-1',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '  =cmd|/C calc',
    '\0=1',
    '＝1+1',
    '＋1',
    '－1',
    '＠x',
    '=HYPERLINK("https://example.com","x")',
  ])('runs no formula: %j', (text) => {
    expect(withoutFormula(text)).toBe(`'${text}`);
    expect(csvLine([text])).toMatch(/^"?'/);
  });

  test.each(['a=b', 'user@example.com', '1+1', '', "'=1"])('leaves %j as it is', (text) => {
    expect(withoutFormula(text)).toBe(text);
  });
});

describe('the columns of a row', () => {
  const schema = z.object({
    name: z.string(),
    startedAt: z.number(),
    usage: z.object({ costMicros: z.number().nullable() }),
    context: z.object({ tokens: z.number() }).nullable().default(null),
    labels: z.array(z.string()),
    isNew: z.boolean().optional(),
  });
  const cells = (row: Record<string, unknown>) =>
    columnsOf(schema).map(({ cellOf }) => cellOf(row));

  test('are its fields and the fields of those, one after another', () => {
    expect(columnsOf(schema).map(({ name }) => name)).toEqual([
      'name',
      'startedAt',
      'usage.costMicros',
      'context.tokens',
      'labels',
      'isNew',
    ]);
  });

  test('have times a person reads, lists as JSON, and nothing for what is unknown', () => {
    const row = {
      name: '=x',
      startedAt: 0,
      usage: { costMicros: 7 },
      context: null,
      labels: ['a'],
    };
    expect(cells(row)).toEqual(['=x', '1970-01-01T00:00:00.000Z', 7, null, '["a"]', null]);
    expect(cells({ startedAt: 9e15, usage: 'broken' })[1]).toBe(9e15);
  });

  test('have all other fields in one, where there may be any', () => {
    const loose = columnsOf(z.object({ id: z.string() }).loose());
    expect(loose.map(({ name }) => name)).toEqual(['id', 'more']);
    expect(loose[1]?.cellOf({ id: 'a', b: 1 })).toBe('{"b":1}');
    expect(loose[1]?.cellOf({ id: 'a' })).toBeNull();
  });

  test('of a session are all its fields, none twice', () => {
    const names = columnsOf(sessionSchema).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(expect.arrayContaining(['id', 'usage.costMicros', 'tasks.done']));
  });
});
