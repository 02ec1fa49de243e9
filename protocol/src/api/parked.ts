import { z } from 'zod';
import { LIMITS } from '../limits.ts';

/**
 * Rows of history that libSQL refused for good (rule STO7). All routes have the scope admin:
 * `GET /v1/parked`, `POST /v1/parked/:id/retry`, `POST /v1/parked/retry`, `DELETE /v1/parked/:id`.
 */

/**
 * What is parked as one: the row of a session or task; requests of a session's hour with the sums over
 * them, which must agree; counts, alike errors, or what was passed on, of an hour; a block of events.
 */
export const PARKED_KINDS = [
  'session',
  'task',
  'usage',
  'activity',
  'errors',
  'edge',
  'block',
] as const;
const parkedKindSchema = z.enum(PARKED_KINDS);
export type ParkedKind = z.infer<typeof parkedKindSchema>;

/** What an admin sees of it: never what the rows hold. */
export const parkedRowSchema = z.object({
  id: z.string(),
  kind: parkedKindSchema,
  /** Internal id of the session that it is about; '' for a task of none. */
  session: z.string(),
  /** The start of its hour, epoch ms; null for what has none. */
  hour: z.number().nullable(),
  /** How many rows of libSQL's tables it is, and what it takes here. */
  rows: z.number(),
  bytes: z.number(),
  /** The code that libSQL refused it with last, and what that means. */
  reason: z.string(),
  message: z.string(),
  firstAt: z.number(),
  lastAt: z.number(),
  tries: z.number(),
});
export type ParkedRow = z.infer<typeof parkedRowSchema>;

export const parkedQuerySchema = z.object({
  cursor: z
    .string()
    .regex(/^\d{1,15}$/, 'not a cursor of this server')
    .optional(),
  limit: z.coerce.number().int().min(1).max(LIMITS.pageItems).default(LIMITS.defaultPageItems),
});
export type ParkedQuery = z.infer<typeof parkedQuerySchema>;

/** The newest first. */
export const parkedAnswerSchema = z.object({
  items: z.array(parkedRowSchema),
  next: z.string().nullable(),
});
export type ParkedAnswer = z.infer<typeof parkedAnswerSchema>;

/** How many rows libSQL took and refused again, and how many this call did not come to. */
export const retriedRowsSchema = z.object({
  landed: z.number(),
  refused: z.number(),
  left: z.number(),
});
export type RetriedRows = z.infer<typeof retriedRowsSchema>;
