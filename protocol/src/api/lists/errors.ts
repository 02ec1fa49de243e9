import { z } from 'zod';
import { severitySchema, SEVERITIES } from '../../event/event.ts';
import { LIMITS } from '../../limits.ts';
import { oneOrMany, nameSchema, oneOf } from '../filters.ts';
import { listFilters, orderSchema, sortOf } from './list-filters.ts';
import { history, page, pageQuerySchema } from '../page.ts';
import { timezoneSchema } from '../history/time-query.ts';

/** `GET /v1/errors`: by session and kind; `GET /v1/errors/groups`: by kind. Errors are alike when type, message and severity are. */

const fingerprints = oneOrMany(nameSchema, { error: 'expected fingerprints of errors' });

const errorFilters = {
  ...listFilters,
  /** Internal id of a session, or a caller's. */
  session: z.string().min(1).max(LIMITS.nameLength).optional(),
  severity: oneOf(SEVERITIES),
  /** As an answer named it. */
  fingerprint: fingerprints,
};

/** `from` and `to` in whole hours, by default the last seven days; of a session its whole life. `q`: in type and message. */
export const errorsQuerySchema = pageQuerySchema.extend(errorFilters);

/** Rows of errors are counted from here on, because there are too many older ones; null: all were counted. */
const countedFrom = z.number().nullable().default(null);

const errorGroupSchema = z.object({
  fingerprint: z.string().default(''),
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
export const errorsAnswerSchema = z.object({
  ...page,
  items: z.array(errorGroupSchema),
  countedFrom,
});

const ERROR_SORTS = ['new', 'last_at', 'count', 'severity'] as const;

export const errorGroupsQuerySchema = z.object({
  ...errorFilters,
  limit: z.coerce.number().int().min(1).max(LIMITS.errorGroups).default(100),
  sort: sortOf(ERROR_SORTS).default('new'),
  order: orderSchema,
  /** Of the trend; an hour counts where it begins. */
  interval: z.enum(['hour', 'day'], { error: 'expected hour or day' }).optional(),
  timezone: timezoneSchema,
});

const errorKindSchema = z.object({
  fingerprint: z.string(),
  errorType: z.string(),
  message: z.string(),
  severity: severitySchema,
  /** In the time asked for. */
  count: z.number(),
  sessions: z.number(),
  agents: z.array(z.object({ agentName: z.string(), count: z.number() })),
  moreAgents: z.number(),
  /** Of all that is kept, whatever the time and filters. */
  firstAt: z.number(),
  /** It was never seen before the time asked for, and sessions were. */
  isNew: z.boolean(),
  lastAt: z.number(),
  /** How many began in each stretch of `points`, the oldest first. */
  trend: z.array(z.number()),
  /** The newest sessions it happened in. */
  examples: z.array(
    z.object({
      session: z.string(),
      sessionId: z.string(),
      agentName: z.string(),
      count: z.number(),
      lastAt: z.number(),
    }),
  ),
});

export type ErrorKind = z.infer<typeof errorKindSchema>;

export const errorGroupsAnswerSchema = z.object({
  ...history,
  /** The whole hours that were looked at. */
  from: z.number(),
  to: z.number(),
  countedFrom,
  /** From `at` up to, not including, `until`. */
  points: z.array(
    z.object({ at: z.number(), until: z.number(), count: z.number(), severe: z.number() }),
  ),
  errors: z.number(),
  sessions: z.number(),
  kinds: z.number(),
  /** Sessions are kept that began before this time: else nothing can be told to be new. */
  hasBefore: z.boolean(),
  newKinds: z.number(),
  items: z.array(errorKindSchema),
});

export type ErrorGroup = z.infer<typeof errorGroupSchema>;
export type ErrorGroupsAnswer = z.infer<typeof errorGroupsAnswerSchema>;
export type ErrorsQuery = z.output<typeof errorsQuerySchema>;
export type ErrorGroupsQuery = z.output<typeof errorGroupsQuerySchema>;
