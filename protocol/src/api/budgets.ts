import { z } from 'zod';
import { labelKeySchema, labelValueSchema } from '../labels.ts';
import { LIMITS } from '../limits.ts';
import { nameSchema } from './filters.ts';
import { history } from './page.ts';
import { timezoneSchema } from './history/time-query.ts';

/**
 * Budgets: how much may be used, by whom, in which time; channels get an alert at 50, 80 and 100%.
 *
 * `GET /v1/budgets` has the scope read; `POST /v1/budgets`, `PUT /v1/budgets/:id` and `DELETE /v1/budgets/:id` admin.
 * A budget may have a brake: at 100% it stops tool calls of whom it is about, until it is lifted or its period ends.
 * `POST /v1/budgets/:id/lift` lets them go on, `DELETE /v1/budgets/:id/lift` stops them again; scope admin.
 */

export const BUDGET_THRESHOLDS = [50, 80, 100] as const;

export const BUDGET_PERIODS = ['run', 'day', 'week', 'month'] as const;
export const budgetPeriodSchema = z.enum(BUDGET_PERIODS, {
  error: 'expected one of run, day, week, month',
});
export type BudgetPeriod = z.infer<typeof budgetPeriodSchema>;

export const BUDGET_UNITS = ['dollars', 'tokens'] as const;
export const budgetUnitSchema = z.enum(BUDGET_UNITS, { error: 'expected dollars or tokens' });
export type BudgetUnit = z.infer<typeof budgetUnitSchema>;

/** Whose usage counts. Sessions and tasks by internal id or caller's id, tasks by internal id. */
export const budgetScopeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('workspace') }),
  z.object({ kind: z.literal('project'), name: nameSchema }),
  z.object({ kind: z.literal('agent'), name: nameSchema }),
  z.object({ kind: z.literal('user'), name: nameSchema }),
  z.object({ kind: z.literal('session'), name: nameSchema }),
  z.object({ kind: z.literal('task'), name: nameSchema }),
  z.object({ kind: z.literal('label'), key: labelKeySchema, value: labelValueSchema }),
]);
export type BudgetScope = z.infer<typeof budgetScopeSchema>;

/** In dollars or tokens, not negative. 0: nothing may be used, so the first request is over it. */
const limit = z.number().min(0).max(LIMITS.budgetMost);

const channels = z
  .array(z.string().min(1).max(LIMITS.idLength))
  .min(1)
  .max(LIMITS.channelsPerWorkspace);

export const createBudgetBodySchema = z.object({
  scope: budgetScopeSchema.default({ kind: 'workspace' }),
  unit: budgetUnitSchema.default('dollars'),
  limit,
  /** `run`: each session of it by itself; of a session or task, its whole life. */
  period: budgetPeriodSchema.default('month'),
  /** Whose days, weeks (from Monday) and months. */
  timezone: timezoneSchema.default('UTC'),
  /** Ids of channels; without it every channel, later ones too. */
  channels: channels.optional(),
  /** Whether tool calls are stopped at 100%. */
  brake: z.boolean().default(false),
});
export type NewBudget = z.output<typeof createBudgetBodySchema>;

/** What is not given stays; another limit starts over with its thresholds. */
export const changeBudgetBodySchema = z.object({
  limit: limit.optional(),
  channels: channels.nullable().optional(),
  brake: z.boolean().optional(),
});
export type BudgetChange = z.output<typeof changeBudgetBodySchema>;

export const budgetSchema = z.object({
  id: z.string(),
  scope: budgetScopeSchema,
  unit: budgetUnitSchema,
  limit: z.number(),
  period: budgetPeriodSchema,
  timezone: z.string(),
  channels: z.array(z.string()).nullable(),
  createdAt: z.number(),
  /** Alerts of the period that was looked at last, the newest last. */
  alerted: z.array(
    z.object({
      /** The period, or for `run` the session. */
      key: z.string(),
      threshold: z.number(),
      at: z.number(),
    }),
  ),
  brake: z.boolean().default(false),
  /** Name of the key that set its limit and its brake; null: before that was kept. */
  setBy: z.string().nullable().default(null),
  /** Where its brake was reached: by period or session, with what was used then. The newest last. */
  tripped: z.array(z.object({ key: z.string(), at: z.number(), amount: z.number() })).default([]),
  /** Where somebody lifted its brake. */
  lifted: z.array(z.object({ key: z.string(), at: z.number(), by: z.string() })).default([]),
});
export type Budget = z.infer<typeof budgetSchema>;

export const BRAKE_STATES = [
  /** It has none. */
  'none',
  /** It stops nobody yet. */
  'armed',
  /** It stops tool calls now. */
  'braking',
  /** It was lifted for the period, or for the sessions that it stopped. */
  'lifted',
] as const;
export type BrakeState = (typeof BRAKE_STATES)[number];

/** What a period would come to, if its days went on like those that are over. */
export const forecastSchema = z.object({
  amount: z.number(),
  /** If each day to come were as the cheapest, or the dearest, of the days that are over. */
  low: z.number(),
  high: z.number(),
  /** Whole days that it rests on. */
  days: z.number(),
});
export type Forecast = z.infer<typeof forecastSchema>;

export const NO_FORECAST = [
  /** A run has no end that is known. */
  'run',
  /** A day is too short to say how it ends. */
  'day',
  /** Fewer than three whole days are over. */
  'too_early',
] as const;

export const budgetStateSchema = budgetSchema.extend({
  /** The period that runs; for `run` null where it is all time. */
  from: z.number().nullable(),
  to: z.number().nullable(),
  /** In dollars or tokens; of a `run` the session that used most. */
  spent: z.number(),
  /** Of the limit; null where the limit is 0. */
  share: z.number().nullable(),
  /** For `run` of several sessions: the one that used most, by internal id and caller's id. */
  session: z.object({ id: z.string(), sessionId: z.string() }).nullable(),
  /** Requests without a list price, which a budget in dollars can't count. */
  unpricedRequests: z.number(),
  forecast: forecastSchema.nullable(),
  noForecast: z.enum(NO_FORECAST).nullable(),
  brakeState: z.enum(BRAKE_STATES),
});
export type BudgetState = z.infer<typeof budgetStateSchema>;

export const budgetsAnswerSchema = z.object({ ...history, items: z.array(budgetStateSchema) });
export type BudgetsAnswer = z.infer<typeof budgetsAnswerSchema>;
