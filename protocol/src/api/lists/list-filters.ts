import { z } from 'zod';
import { labelFiltersSchema } from '../../labels.ts';
import { LIMITS } from '../../limits.ts';
import { namesFilter, oneOf } from '../filters.ts';
import { timeQuery } from '../history/time-query.ts';

/** What every list of history is narrowed by: a page keeps its filters from one list to the next. */

/** As `stateOf` names them. */
export const SESSION_STATES = ['active', 'waiting', 'idle', 'stalled', 'lost', 'ended'] as const;

export type SessionStateWord = (typeof SESSION_STATES)[number];

/** A figure that is at least or at most so much. */
export const bound = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional();

/** User, model, state and label are those of the session that something belongs to. */
export const listFilters = {
  from: timeQuery.optional(),
  to: timeQuery.optional(),
  /** Text to look for, whatever the case. */
  q: z.string().trim().min(1).max(LIMITS.nameLength).optional(),
  agent: namesFilter,
  project: namesFilter,
  user: namesFilter,
  model: namesFilter,
  state: oneOf(SESSION_STATES),
  label: labelFiltersSchema,
};

export const orderSchema = z
  .enum(['desc', 'asc'], { error: 'expected desc or asc' })
  .default('desc');

/** Also counts by what the list can be filtered by. */
export const facetsSchema = z
  .enum(['true', 'false'], { error: 'expected true or false' })
  .transform((text) => text === 'true')
  .default(false);

export const sortOf = <const Words extends readonly [string, ...string[]]>(words: Words) =>
  z.enum(words, { error: `expected one of ${words.join(', ')}` });

export const facetOf = <Key extends z.ZodType>(key: Key) =>
  z.object({
    /** The most frequent first; null for what has none. */
    items: z.array(z.object({ key: key.nullable(), count: z.number() })),
    /** Others, counted together. */
    more: z.number(),
  });

/**
 * Among how many an order by a figure looked: the ones active last. `isWhole`: those were all of the time asked
 * for; else a shorter time orders all of it.
 */
export const orderedSchema = z.object({ count: z.number(), isWhole: z.boolean() });

export type Ordered = z.infer<typeof orderedSchema>;
