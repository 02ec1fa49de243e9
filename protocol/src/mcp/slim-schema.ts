import { z } from 'zod';

export type ObjectSchema = {
  type: 'object';
  properties: Record<string, object>;
  required?: string[];
};

/**
 * Bounds that the server holds a call to anyway, and that no model is likely to meet: each of them
 * would cost tokens in every context.
 */
const UNSAID: ReadonlySet<string> = new Set([
  '$schema',
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'minItems',
  'maxItems',
  'pattern',
]);

const propertiesSchema = z.record(z.string(), z.record(z.string(), z.unknown()));

/** The JSON schema of an object without what a model has no use for. */
export function slimSchema(schema: z.ZodObject, io: 'input' | 'output'): ObjectSchema {
  const { properties, required } = z.toJSONSchema(schema, { io });
  return {
    type: 'object',
    properties: propertiesSchema.parse(slimProperties(properties)),
    ...(required === undefined || required.length === 0 ? {} : { required }),
  };
}

function slim(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(slim);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, item]) => !UNSAID.has(key) && !isClosed(key, item))
      .map(([key, item]) => [key, key === 'properties' ? slimProperties(item) : slim(item)]),
  );
}

/** Here the keys are names of fields, whatever they are called. */
function slimProperties(properties: unknown): unknown {
  if (typeof properties !== 'object' || properties === null) return {};
  return Object.fromEntries(Object.entries(properties).map(([name, item]) => [name, slim(item)]));
}

/** What is closed refuses the fields of a newer version. */
const isClosed = (key: string, value: unknown): boolean =>
  key === 'additionalProperties' && value === false;
