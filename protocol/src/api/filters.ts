import { z } from 'zod';
import { LIMITS } from '../limits.ts';

/** Filters of a query. One that may be given several times matches what has any of its values. */

export const nameSchema = z.string().min(1).max(LIMITS.nameLength);

/** Of a query's fields, those that may be given several times: of the others the first counts. */
const repeatable = new WeakSet<z.ZodType>();

export const isRepeatable = (schema: z.ZodType): boolean => repeatable.has(schema);

/** Marks a field that may be given several times. */
export function repeated<Schema extends z.ZodType>(schema: Schema): Schema {
  repeatable.add(schema);
  return schema;
}

/** One or several texts of a query, always as a list inside. */
export const oneOrMany = <Item extends z.ZodType<string>>(
  item: Item,
  { most = LIMITS.filterValues, error }: { most?: number; error: string },
) =>
  repeated(
    z
      .union([item, z.array(item).min(1).max(most)], { error })
      .transform((values): z.output<Item>[] => (Array.isArray(values) ? values : [values]))
      .optional(),
  );

export const namesFilter = oneOrMany(nameSchema, {
  error: `expected 1 to ${String(LIMITS.filterValues)} names, each of 1 to ${String(LIMITS.nameLength)} characters`,
});

export const oneOf = <const Words extends readonly [string, ...string[]]>(words: Words) =>
  oneOrMany(z.enum(words), { error: `expected any of ${words.join(', ')}` });
