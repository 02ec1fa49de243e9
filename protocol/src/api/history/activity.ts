import { z } from 'zod';
import { noStateTimes, STATE_TIME_FIELDS } from '../../live/state-times.ts';
import { oneOrMany, namesFilter } from '../filters.ts';
import { history } from '../page.ts';
import { timeQuery, timezoneSchema } from './time-query.ts';
import { USAGE_INTERVALS } from './usage.ts';

/** `GET /v1/activity`: what agents did in a window, by groups and over time. */

export const ACTIVITY_GROUPINGS = ['agent', 'project', 'user'] as const;

export const activityQuerySchema = z.object({
  from: timeQuery.optional(),
  to: timeQuery.optional(),
  groupBy: oneOrMany(z.enum(ACTIVITY_GROUPINGS), {
    most: ACTIVITY_GROUPINGS.length,
    error: `expected any of ${ACTIVITY_GROUPINGS.join(', ')}`,
  }),
  agent: namesFilter,
  project: namesFilter,
  user: namesFilter,
  /** Of the series; needs `from`. Without it there is no series. */
  interval: z
    .enum(USAGE_INTERVALS, { error: `expected one of ${USAGE_INTERVALS.join(', ')}` })
    .optional(),
  timezone: timezoneSchema,
});

export type ActivityGrouping = (typeof ACTIVITY_GROUPINGS)[number];

const ms = z.number().default(0);

const sums = {
  /** Those that started. */
  sessions: z.number(),
  tasksStarted: z.number(),
  tasksDone: z.number(),
  tasksFailed: z.number(),
  errors: z.number(),
  toolCalls: z.number(),
  /**
   * How long sessions were in each state, ms: those of one agent side by side add up. Counted up to the last sign of
   * life, so a session that was left in the middle of something is counted up to there.
   */
  activeMs: ms,
  waitingMs: ms,
  idleMs: ms,
  stalledMs: ms,
  lostMs: ms,
};

export const activitySumsSchema = z.object(sums);

export type ActivitySums = z.infer<typeof activitySumsSchema>;

export const ACTIVITY_SUM_FIELDS = [
  'sessions',
  'tasksStarted',
  'tasksDone',
  'tasksFailed',
  'errors',
  'toolCalls',
  ...STATE_TIME_FIELDS,
] as const satisfies readonly (keyof ActivitySums)[];

export const activityAnswerSchema = z.object({
  ...history,
  from: z.number().nullable(),
  to: z.number().nullable(),
  totals: activitySumsSchema,
  /** Those with most tasks first, at most `LIMITS.usageGroups`; `keys` in the order of `groupBy`, null for none. */
  groups: z.array(z.object({ ...sums, keys: z.array(z.string().nullable()) })),
  /** What groups beyond those sent add up to; null: all are sent. */
  others: activitySumsSchema.nullable(),
  /** Sessions are counted from here on, because more started before than are looked at; null: all were. */
  sessionsFrom: z.number().nullable().default(null),
  /** An hour counts where it begins, since work is counted by the hour. */
  series: z.array(z.object({ ...sums, at: z.number(), until: z.number() })),
});

export type ActivityAnswer = z.infer<typeof activityAnswerSchema>;

export const noActivity = (): ActivitySums => ({
  sessions: 0,
  tasksStarted: 0,
  tasksDone: 0,
  tasksFailed: 0,
  errors: 0,
  toolCalls: 0,
  ...noStateTimes(),
});
