import { z } from 'zod';
import { usageFiguresSchema } from '../../figures.ts';
import { labelFiltersSchema, labelGroupingSchema } from '../../labels.ts';
import { oneOrMany, namesFilter, oneOf } from '../filters.ts';
import { history } from '../page.ts';
import { timeQuery, timezoneSchema } from './time-query.ts';

/** `GET /v1/usage`: tokens and cost of a window, by groups and over time. */

export const USAGE_GROUPINGS = [
  'agent',
  'model',
  'session',
  'task',
  'project',
  'user',
  'provenance',
] as const;

const MOST_GROUPINGS = 3;

/** `label:KEY` groups by the values of a label; the key of what has none is null. */
const groupingSchema = z.union([z.enum(USAGE_GROUPINGS), labelGroupingSchema]);

export const USAGE_INTERVALS = ['hour', 'day', 'week'] as const;

export const usageQuerySchema = z.object({
  from: timeQuery.optional(),
  to: timeQuery.optional(),
  groupBy: oneOrMany(groupingSchema, {
    most: MOST_GROUPINGS,
    error: `expected up to ${String(MOST_GROUPINGS)} of ${USAGE_GROUPINGS.join(', ')}, or label:KEY`,
  }),
  agent: namesFilter,
  model: namesFilter,
  project: namesFilter,
  user: namesFilter,
  /** Internal ids or callers' ids. */
  session: namesFilter,
  /** Internal ids, as a group's `id` has them. */
  task: namesFilter,
  provenance: oneOf(['measured', 'reported']),
  /** Of the requests themselves. */
  label: labelFiltersSchema,
  /** Of the series; needs `from`. Without it: hours for up to two days, else UTC days. */
  interval: z
    .enum(USAGE_INTERVALS, { error: `expected one of ${USAGE_INTERVALS.join(', ')}` })
    .optional(),
  /** Whose hours, days and weeks (from Monday): a name of the IANA time zone database. UTC by default. */
  timezone: timezoneSchema,
  /** `groups`: each point also says what the five dearest groups used, and all others. */
  seriesOf: z
    .enum(['totals', 'groups'], { error: 'expected one of totals, groups' })
    .default('totals'),
});

export type UsageInterval = (typeof USAGE_INTERVALS)[number];
export type UsageGrouping = z.output<typeof groupingSchema>;

const groupKeys = {
  /** The first of `keys`. */
  key: z.string().nullable(),
  /** The grouped values, in the order of `groupBy`; null for what has none (no project, unattributed to a task). */
  keys: z.array(z.string().nullable()),
  /** For sessions and tasks, where they are grouped by first: the internal id. */
  id: z.string().optional(),
};

const usageGroupSchema = usageFiguresSchema.extend(groupKeys);

const usagePointSchema = usageFiguresSchema.extend({
  /** From `at` up to, not including, `until`. */
  at: z.number(),
  until: z.number(),
  /** Of `seriesOf=groups`: what the dearest groups of the window used here, where they did. */
  groups: z.array(usageGroupSchema).optional(),
  /** And everybody else. */
  others: usageFiguresSchema.optional(),
});

export const usageAnswerSchema = z.object({
  ...history,
  from: z.number().nullable(),
  to: z.number().nullable(),
  totals: usageFiguresSchema,
  /** The largest first. */
  groups: z.array(usageGroupSchema),
  /** What groups beyond those sent add up to; null: all are sent. */
  others: usageFiguresSchema.nullable().default(null),
  series: z.array(usagePointSchema),
});

export type UsageAnswer = z.infer<typeof usageAnswerSchema>;
