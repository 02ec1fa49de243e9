import type { z } from 'zod';

/**
 * The arguments of a question without the texts that are empty or blank where one may be left out: models and
 * forms fill every field. A filter by nothing is no filter; what a question needs stays, to be refused by name.
 */
export function withoutBlanks(
  schema: z.ZodObject<Record<string, z.ZodType>>,
  given: unknown,
): unknown {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return given;
  return Object.fromEntries(
    Object.entries(given).filter(([name, value]) => {
      if (typeof value !== 'string' || value.trim() !== '') return true;
      const field = Object.hasOwn(schema.shape, name) ? schema.shape[name] : undefined;
      return field?.safeParse(undefined).success !== true;
    }),
  );
}
