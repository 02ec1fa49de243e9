import { expect, test } from 'vitest';
import { z } from 'zod';
import { slimSchema } from './slim-schema.ts';

test('bounds go, what a value may be stays', () => {
  const schema = z.object({
    name: z.string().min(1).max(5),
    kind: z.enum(['a', 'b']).optional(),
    at: z.iso.datetime().optional(),
    items: z.array(z.object({ count: z.int().min(0) })).max(3),
  });
  expect(slimSchema(schema, 'input')).toEqual({
    type: 'object',
    properties: {
      name: { type: 'string' },
      kind: { type: 'string', enum: ['a', 'b'] },
      at: { type: 'string', format: 'date-time' },
      items: {
        type: 'array',
        items: { type: 'object', properties: { count: { type: 'integer' } }, required: ['count'] },
      },
    },
    required: ['name', 'items'],
  });
});

test('a field may be called as a bound is', () => {
  const schema = z.object({
    maximum: z.number().optional(),
    in: z.object({ pattern: z.string() }),
  });
  const { properties, required } = slimSchema(schema, 'input');
  expect(properties).toEqual({
    maximum: { type: 'number' },
    in: { type: 'object', properties: { pattern: { type: 'string' } }, required: ['pattern'] },
  });
  expect(required).toEqual(['in']);
});

test('an object that is open by design stays open', () => {
  const { properties } = slimSchema(
    z.object({ counts: z.record(z.string(), z.number()) }),
    'output',
  );
  expect(properties['counts']).toMatchObject({ additionalProperties: { type: 'number' } });
});
