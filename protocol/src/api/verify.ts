import { z } from 'zod';

/**
 * What a hub holds beside what libSQL holds (rule STO8), for `npm run verify`. Both routes have the scope
 * admin: `GET /v1/verify`, `POST /v1/verify/repair`.
 */

const id = z.string().regex(/^[0-9a-f]{16}$/, 'not an internal id');

export const hubRowsQuerySchema = z.object({
  cursor: z
    .string()
    .regex(/^[st]:[0-9a-f]{0,16}:\d{1,9}$/, 'not a cursor of this server')
    .optional(),
});
export type HubRowsQuery = z.infer<typeof hubRowsQuerySchema>;

const hourSchema = z.object({ run: id, hour: z.number().int() });
export type HubHour = z.infer<typeof hourSchema>;

/** A row by the columns of its table in libSQL; of sessions and tasks what they add up to. */
const rowSchema = z.record(z.string(), z.union([z.string(), z.number()]));
export type HubRow = z.infer<typeof rowSchema>;

export const VERIFIED_TABLES = [
  'session',
  'task',
  'usage_hour',
  'activity_hour',
  'error_hour',
  'edge_hour',
] as const;
export type VerifiedTable = (typeof VERIFIED_TABLES)[number];

/** Some of what the hub holds: whole hours, sessions and tasks. */
export const hubRowsAnswerSchema = z.object({
  /** Where the hub stands, and up to where libSQL has confirmed: newer rows can't be compared yet. */
  seq: z.number(),
  flushedSeq: z.number(),
  hours: z.array(hourSchema),
  rows: z.record(z.enum(VERIFIED_TABLES), z.array(rowSchema)),
  next: z.string().nullable(),
});
export type HubRows = z.infer<typeof hubRowsAnswerSchema>;

/** Hours, sessions and tasks (internal ids) whose rows in libSQL are not to be believed. */
export const repairSchema = z.object({
  hours: z.array(hourSchema).max(200),
  sessions: z.array(id).max(200),
  tasks: z.array(id).max(200),
});
export type Repair = z.infer<typeof repairSchema>;

/** Whether libSQL has them as the hub has them now; false: they are sent with the next flush. */
export const repairedSchema = z.object({ isSent: z.boolean() });
export type Repaired = z.infer<typeof repairedSchema>;
