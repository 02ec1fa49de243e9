import { z } from 'zod';
import { ITEM_ERROR_CODES } from '../error.ts';

/** Envelope of `POST /v1/events`; items are parsed one by one, so a bad one rejects only itself. */
export const batchSchema = z.object({
  events: z.array(z.unknown()),
  /** The client's clock when it sent, ISO 8601 or epoch ms (rule ING5). */
  sentAt: z
    .union([z.number(), z.iso.datetime({ offset: true }).transform((value) => Date.parse(value))])
    .optional(),
});

const itemResultSchema = z.object({
  id: z.string().nullable(),
  status: z.enum(['accepted', 'duplicate', 'rejected']),
  code: z.enum(ITEM_ERROR_CODES).optional(),
  path: z.string().optional(),
  message: z.string().optional(),
});

export const ingestAnswerSchema = z.object({
  accepted: z.number(),
  duplicates: z.number(),
  rejected: z.number(),
  results: z.array(itemResultSchema),
  /** Fields that no event of their type has, as `type.field`: they were left out. Absent: there were none. */
  unknownFields: z.array(z.string()).optional(),
});

export type ItemResult = z.infer<typeof itemResultSchema>;
export type IngestAnswer = z.infer<typeof ingestAnswerSchema>;
