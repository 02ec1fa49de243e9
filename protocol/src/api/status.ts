import { z } from 'zod';
import { sourceSchema } from '../event/event.ts';
import { completenessSchema, dayFiguresSchema } from '../live/view.ts';
import { history } from './page.ts';
import { retentionStatusSchema } from './retention.ts';

/** `GET /v1/status`. */
export const statusAnswerSchema = z.object({
  ...history,
  workspace: z.string(),
  seq: z.number(),
  flushedSeq: z.number(),
  journal: z.object({
    rows: z.number(),
    events: z.number(),
    bytes: z.number(),
    oldestAt: z.number().nullable(),
  }),
  flush: z.object({
    lagMs: z.number(),
    lastAt: z.number().nullable(),
    /** Set while libSQL does not take the flush: since when, and a code. */
    failing: z.object({ since: z.number(), code: z.string() }).nullable(),
  }),
  /** Rows that libSQL refused for good and that wait for an admin (rule STO7). */
  parked: z.object({
    rows: z.number(),
    bytes: z.number(),
    /** When the oldest was parked. */
    oldestAt: z.number().nullable(),
  }),
  sockets: z.number(),
  sessions: z.number(),
  tasks: z.number(),
  /** Sums of all time. A correction or a deletion can make them smaller. */
  totals: dayFiguresSchema.extend({ openTasks: z.number() }),
  /** How much of what was sent arrived (rule USE5); null: unknown. */
  completeness: completenessSchema.nullable(),
  /** Messages to channels: on their way since when, given up, dropped for newer ones; channels that take none. */
  alerts: z.object({
    waiting: z.number(),
    oldestAt: z.number().nullable(),
    parked: z.number(),
    dropped: z.number(),
    failingChannels: z.number(),
  }),
  rejections: z.record(z.string(), z.number()),
  /** How long what is kept (rule STO5). */
  retention: retentionStatusSchema.optional(),
  /** By source: when an event of it arrived last, a repeated one too. May lag by an hour. */
  arrivals: z.partialRecord(sourceSchema, z.number()).default({}),
});

export type StatusAnswer = z.infer<typeof statusAnswerSchema>;
