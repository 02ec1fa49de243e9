import { z } from 'zod';
import { LIMITS } from '../limits.ts';

/**
 * Saved views: a page of the dashboard with its range and filters under a name, for all of a workspace.
 *
 * `GET /v1/views`: scope read. `POST /v1/views`, `DELETE /v1/views/:id`: scope admin, audited.
 */

/** Pages that have a range and filters. */
export const VIEW_PAGES = [
  '/',
  '/sessions',
  '/tasks',
  '/agents',
  '/trends',
  '/errors',
  '/uptime',
] as const;

/** A page as its address names it: with its query, without what comes before and after. */
export const pageAddressSchema = z.object({
  page: z.enum(VIEW_PAGES, { error: `expected one of ${VIEW_PAGES.join(', ')}` }),
  query: z
    .string()
    .max(LIMITS.viewQueryLength)
    .regex(/^[^\s#?]*$/, 'expected the query of an address, without the question mark'),
});
export type PageAddress = z.infer<typeof pageAddressSchema>;

export const saveViewBodySchema = pageAddressSchema.extend({
  name: z.string().trim().min(1).max(LIMITS.viewNameLength),
});
export type ViewInput = z.infer<typeof saveViewBodySchema>;

export const viewSchema = saveViewBodySchema.extend({
  id: z.string(),
  /** Name of the key it was saved with. */
  savedBy: z.string(),
  savedAt: z.number(),
});
export type SavedView = z.infer<typeof viewSchema>;

/** By name. */
export const viewsAnswerSchema = z.object({ items: z.array(viewSchema) });
