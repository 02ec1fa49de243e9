import { z } from 'zod';
import { LIMITS } from '../limits.ts';

/** Refined, not described by a pattern: the list of tools is in every context. */
export const sessionIdSchema = z
  .string()
  .min(1)
  .max(LIMITS.idLength)
  .refine((id) => id.trim() !== '', 'is blank');
