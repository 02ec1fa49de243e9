import { z } from 'zod';
import { LIMITS } from '../limits.ts';

/** Every history answer: as of when, and whether the hub was flushed for it (rule STO9). */
export const history = { asOf: z.number(), fresh: z.boolean() };

export const page = { ...history, next: z.string().nullable() };

export const pageQuerySchema = z.object({
  cursor: z.string().max(400).optional(),
  limit: z.coerce.number().int().min(1).max(LIMITS.pageItems).default(LIMITS.defaultPageItems),
});
