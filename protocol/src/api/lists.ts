import { z } from 'zod';
import { severitySchema, sourceSchema } from '../event/event.ts';
import { labelFiltersSchema } from '../labels.ts';
import { LIMITS } from '../limits.ts';
import { taskSchema } from '../live/view.ts';
import { page, pageQuerySchema } from './page.ts';
import { timeQuery } from './time-query.ts';

/** Lists of history, in pages. */

const filter = z.string().min(1).max(LIMITS.nameLength).optional();

export * from './sessions.ts';

export const tasksQuerySchema = pageQuerySchema.extend({
  session: filter,
  project: filter,
  status: z.enum(['planned', 'started', 'success', 'failed', 'cancelled']).optional(),
  /** Of the session that works on it. */
  label: labelFiltersSchema,
});
export const tasksAnswerSchema = z.object({ ...page, items: z.array(taskSchema) });

export const errorsQuerySchema = pageQuerySchema.extend({
  session: filter,
  from: timeQuery.optional(),
  to: timeQuery.optional(),
  /** Of the session that it happened in. */
  label: labelFiltersSchema,
});
export const errorGroupSchema = z.object({
  errorType: z.string(),
  message: z.string(),
  severity: severitySchema,
  agentName: z.string(),
  session: z.string(),
  sessionId: z.string(),
  count: z.number(),
  firstAt: z.number(),
  lastAt: z.number(),
});
export const errorsAnswerSchema = z.object({ ...page, items: z.array(errorGroupSchema) });

export const eventsQuerySchema = pageQuerySchema.extend({
  /** Internal id of the session; its own events only, so no page scans all raw events (rule STO3). */
  session: z.string().min(1).max(LIMITS.nameLength),
  /** Of the events themselves. A page may then hold fewer than `limit`, or none, and go on. */
  label: labelFiltersSchema,
});
export const storedEventSchema = z
  .object({ id: z.string(), type: z.string(), time: z.number(), source: sourceSchema })
  .loose();
export const eventsAnswerSchema = z.object({ ...page, items: z.array(storedEventSchema) });

export type ErrorGroup = z.infer<typeof errorGroupSchema>;
