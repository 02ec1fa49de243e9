import { z } from 'zod';

/** As much of a JSON schema as says what a value is meant to be. */
const wantedSchema = z.object({
  type: z.string().optional(),
  enum: z.array(z.unknown()).optional(),
  minLength: z.number().optional(),
  required: z.array(z.string()).optional(),
  get properties(): z.ZodOptional<z.ZodRecord<z.ZodString, typeof wantedSchema>> {
    return z.record(z.string(), wantedSchema).optional();
  },
  get items(): z.ZodOptional<typeof wantedSchema> {
    return wantedSchema.optional();
  },
});

type Wanted = z.infer<typeof wantedSchema>;

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const BOOLEANS = new Map([
  ['true', true],
  ['false', false],
]);
/** What models write into a field that they leave out. */
const LEFT_OUT: ReadonlySet<string> = new Set(['', 'null']);

const wantedBySchema = new WeakMap<z.ZodObject, Wanted>();

/**
 * Arguments as their schema wants them: many clients and models send numbers, booleans, objects and arrays as
 * text, and null for what is not set. What is read so is sure; anything else stays as it came, for the schema
 * to refuse it by name.
 */
export function readArguments(schema: z.ZodObject, given: unknown): unknown {
  return read(wantedOf(schema), given);
}

function wantedOf(schema: z.ZodObject): Wanted {
  const known = wantedBySchema.get(schema);
  if (known !== undefined) return known;
  const wanted = wantedSchema.parse(z.toJSONSchema(schema, { io: 'input' }));
  wantedBySchema.set(schema, wanted);
  return wanted;
}

function read(wanted: Wanted, given: unknown): unknown {
  switch (wanted.type) {
    case 'object':
      return readObject(wanted, fromText(given));
    case 'array': {
      const list = fromText(given);
      const { items } = wanted;
      return Array.isArray(list) && items !== undefined
        ? list.map((item) => read(items, item))
        : list;
    }
    case 'number':
    case 'integer':
      return typeof given === 'string' && NUMBER.test(given.trim()) ? Number(given) : given;
    case 'boolean':
      return typeof given === 'string'
        ? (BOOLEANS.get(given.trim().toLowerCase()) ?? given)
        : given;
    case 'string':
      return readText(wanted, given);
    default:
      return given;
  }
}

function readObject({ properties = {}, required = [] }: Wanted, given: unknown): unknown {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return given;
  const fields: [string, unknown][] = [];
  for (const [name, value] of Object.entries(given)) {
    const wanted = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (value === null || (!required.includes(name) && isLeftOut(wanted, value))) continue;
    fields.push([name, wanted === undefined ? value : read(wanted, value)]);
  }
  return Object.fromEntries(fields);
}

/**
 * Of words that are listed, the one that is meant, however it is written. A whole number where text belongs is an
 * id that has only digits.
 */
function readText({ enum: listed }: Wanted, given: unknown): unknown {
  if (listed === undefined && Number.isSafeInteger(given)) return String(given);
  if (listed === undefined || typeof given !== 'string') return given;
  const word = given.trim().toLowerCase();
  return listed.find((one) => typeof one === 'string' && one.toLowerCase() === word) ?? given;
}

/** Nothing, or its word, is a text where one may be empty, and no number, list, boolean, name or listed word. */
function isLeftOut(wanted: Wanted | undefined, value: unknown): boolean {
  if (wanted?.type === undefined || typeof value !== 'string') return false;
  if (wanted.type !== 'string' || wanted.enum !== undefined) return LEFT_OUT.has(value.trim());
  // A blank name is a fault that its caller should learn of.
  return (wanted.minLength ?? 0) > 0 && LEFT_OUT.has(value);
}

/** The object or list that a text holds, also one that was made text twice; else the value as it is. */
export function fromText(given: unknown): unknown {
  if (typeof given !== 'string') return given;
  try {
    const held: unknown = JSON.parse(given);
    // Each text holds a shorter one, so this ends.
    const value = typeof held === 'string' ? fromText(held) : held;
    return typeof value === 'object' && value !== null ? value : given;
  } catch {
    return given;
  }
}
