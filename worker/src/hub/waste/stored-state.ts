import { z } from 'zod';
import type { WasteState } from '../../domain/waste/waste-state.ts';

/** What was stored of a session; one that this version does not know begins anew. */
export const wasteStateSchema: z.ZodType<WasteState> = z.object({
  requests: z.array(z.string()),
  started: z.array(z.tuple([z.string(), z.string(), z.string()])),
  ended: z.array(z.string()),
  calls: z.array(
    z.object({
      at: z.number(),
      agent: z.string(),
      kind: z.enum(['plain', 'read again', 'failed again']),
    }),
  ),
  reads: z.array(z.tuple([z.string(), z.string()])),
  failed: z.array(z.string()),
  threads: z.array(
    z.object({
      key: z.string(),
      at: z.number(),
      prompt: z.number(),
      output: z.number(),
      micros: z.number().nullable(),
      ttlMs: z.number(),
    }),
  ),
});
