import { z } from 'zod';

export const postOrderSchema = z.object({
  port: z.number(),
  path: z.string(),
  bearer: z.string(),
  connections: z.number(),
  eventsPerPost: z.number(),
  /** Events, or hooks of Claude Code, of which a post carries one. */
  content: z.enum(['events', 'hooks']),
  sessions: z.number(),
  /** In the ids of the events, so that no two orders send the same one. */
  run: z.string(),
  /** Posts until this much was sent, or this long, whichever ends first. */
  maxEvents: z.number(),
  warmUpMs: z.number(),
  measureMs: z.number(),
});

export const postReportSchema = z.object({
  /** Everything that was answered, the warm-up with it. */
  events: z.number(),
  eventsPerSecond: z.number(),
  /** The rate of each whole ten seconds, in their order. */
  byTenSeconds: z.array(z.number()),
  p50Ms: z.number(),
  p99Ms: z.number(),
});

export type PostOrder = z.infer<typeof postOrderSchema>;
export type PostReport = z.infer<typeof postReportSchema>;
