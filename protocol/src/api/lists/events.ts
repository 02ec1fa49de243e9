import { z } from 'zod';
import { sourceSchema } from '../../event/event.ts';
import { labelFiltersSchema } from '../../labels.ts';
import { LIMITS } from '../../limits.ts';
import { page, pageQuerySchema } from '../page.ts';

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
