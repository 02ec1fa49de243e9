import { z } from 'zod';
import { repeated } from './api/filters.ts';
import { hash64 } from './ids.ts';
import { LIMITS } from './limits.ts';

/**
 * Labels are dimensions of the user's own, a key and a value each: team, cost_center, branch. They come
 * with events, and usage can be grouped by them.
 */

/** `:` and `=` part a key from its value where a filter is written. */
const KEY = /^[^\s:=\p{C}]+$/u;
const VALUE = /^[^\p{Cc}\p{Cs}]+$/u;

export const labelKeySchema = z
  .string()
  .min(1)
  .max(LIMITS.labelKeyLength)
  .regex(KEY, 'a key of a label has no spaces, ":" or "="');

export const labelValueSchema = z
  .string()
  .min(1)
  .max(LIMITS.labelValueLength)
  .regex(VALUE, 'a value of a label has no control characters');

/** By key. */
export const labelsSchema = z
  .record(labelKeySchema, labelValueSchema)
  .refine((labels) => Object.keys(labels).length <= LIMITS.labelsOfEvent, {
    error: `at most ${String(LIMITS.labelsOfEvent)} labels`,
  });

export type Labels = z.infer<typeof labelsSchema>;

/** What a value is replaced by once its key has as many as are kept. */
export const OTHER_VALUE = 'other';

export type Label = readonly [key: string, value: string];

/** A set of labels as one text, the same in whatever order they came; '' for none. */
export function labelText(labels: Labels | undefined): string {
  const pairs = Object.entries(labels ?? {});
  if (pairs.length === 0) return '';
  return JSON.stringify(pairs.sort(([a], [b]) => (a < b ? -1 : 1)));
}

export const labelsOfText = (text: string): Label[] =>
  // Written by labelText alone.
  text === '' ? [] : (JSON.parse(text) as Label[]);

/** The short name of a set of labels, by which rows are keyed; '' for none. */
export const labelSetId = (text: string): string => (text === '' ? '' : hash64(text));

const PREFIX = 'label:';

/** `label:KEY`: usage by the values of a label. */
export const labelGroupingSchema = z
  .templateLiteral([PREFIX, z.string().max(LIMITS.labelKeyLength)])
  .refine((grouping) => labelKeySchema.safeParse(labelKeyOf(grouping)).success, {
    error: 'write label:KEY, with a key that has no spaces, ":" or "="',
  });
export type LabelGrouping = z.infer<typeof labelGroupingSchema>;

/** The key that a grouping names; null for one of another kind. */
export function labelKeyOf(grouping: string): string | null {
  return grouping.startsWith(PREFIX) ? grouping.slice(PREFIX.length) : null;
}

const PAIR = /^([^:=]+)[:=](.+)$/s;

const FILTER_FAULT = `write a label as KEY:VALUE, for example label=team:core; at most ${String(LIMITS.labelFilters)} labels`;

const labelFilter = z
  .string()
  .regex(PAIR)
  .transform((text): Label => {
    const [, key = '', value = ''] = PAIR.exec(text) ?? [];
    return [key, value];
  })
  .pipe(z.tuple([labelKeySchema, labelValueSchema]));

/** Labels by which a list is filtered, `KEY:VALUE` each: what carries any value of each key. */
export const labelFiltersSchema = repeated(
  z
    .union([labelFilter, z.array(labelFilter).max(LIMITS.labelFilters)], { error: FILTER_FAULT })
    .transform((filters): Label[] => (isOne(filters) ? [filters] : filters))
    .optional(),
);

export function valuesByKey(labels: readonly Label[]): [key: string, values: string[]][] {
  const byKey = new Map<string, string[]>();
  for (const [key, value] of labels) byKey.set(key, [...(byKey.get(key) ?? []), value]);
  return [...byKey];
}

const isOne = (filters: Label | Label[]): filters is Label => typeof filters[0] === 'string';

/** A key of labels as a workspace knows it. Days are epoch ms of their start (UTC), by arrival. */
export const labelKeyInfoSchema = z.object({
  key: z.string(),
  /** Hidden ones are not kept from the moment they are hidden, and shown nowhere. */
  isHidden: z.boolean(),
  /** Values that are kept now. */
  values: z.number(),
  /** Labels whose value was replaced by "other". */
  others: z.number(),
  firstAt: z.number(),
  lastAt: z.number(),
});
export type LabelKey = z.infer<typeof labelKeyInfoSchema>;

/** `GET /v1/labels`. */
export const labelKeysAnswerSchema = z.object({
  /** By key. */
  items: z.array(labelKeyInfoSchema),
  /** Labels that were left out because the workspace had too many keys. */
  dropped: z.number(),
});
export type LabelKeysAnswer = z.infer<typeof labelKeysAnswerSchema>;

/** `PUT /v1/labels/KEY`. */
export const labelKeyChangeSchema = z.object({ isHidden: z.boolean() });
