import { z } from 'zod';

/** What a client may name that nothing here knows; of an attribute or a field, never its value. */
const UNKNOWN_NAME_KINDS = [
  'event',
  'event_field',
  'attribute',
  'metric',
  'span',
  'hook',
  'hook_field',
] as const;

const unknownNameSchema = z.object({
  client: z.string(),
  /** null: this way in does not say it. */
  version: z.string().nullable(),
  kind: z.enum(UNKNOWN_NAME_KINDS),
  name: z.string(),
  count: z.number(),
});

/** A name that a client used and nothing here knows; it changed no figure. */
export type UnknownName = z.infer<typeof unknownNameSchema>;

export const unknownNamesAnswerSchema = z.object({
  /** The one seen last is the first. */
  items: z.array(unknownNameSchema.extend({ firstAt: z.number(), lastAt: z.number() })),
  /** How often a rare name had to make room for another one. */
  dropped: z.number(),
});

export type UnknownNamesAnswer = z.infer<typeof unknownNamesAnswerSchema>;
