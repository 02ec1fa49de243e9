import { z } from 'zod';
import { severitySchema } from '../event/event.ts';
import { usageFiguresSchema } from '../figures.ts';
import { incidentKindSchema } from '../incidents/incident.ts';
import { LIMITS } from '../limits.ts';
import { completenessSchema } from '../live/view.ts';
import { activitySumsSchema } from './history/activity.ts';
import { nameSchema } from './filters.ts';
import { SERVICES } from './history/uptime.ts';
import { history } from './page.ts';
import { timeQuery, timezoneSchema } from './history/time-query.ts';

/**
 * Reports: how a day or a week went, of the workspace or one project, in a time zone.
 *
 * Scope read: `GET /v1/reports`, `GET /v1/reports/preview`, `GET /v1/reports/:id`. `format=md`, or
 * `Accept: text/markdown`, answers one in Markdown.
 */

export const REPORT_PERIODS = ['day', 'week'] as const;
const reportPeriodSchema = z.enum(REPORT_PERIODS, { error: 'expected day or week' });
export type ReportPeriod = z.infer<typeof reportPeriodSchema>;

/** `2026-11-16`, or a week by ISO 8601: `2026-W47`. */
export const reportIdSchema = z
  .string()
  .regex(/^\d{4}-(\d{2}-\d{2}|W\d{2})$/, 'expected a day (2026-11-16) or a week (2026-W47)');

const scopeQuery = {
  project: nameSchema.optional(),
  timezone: timezoneSchema,
};

const format = z.enum(['json', 'md'], { error: 'expected json or md' }).optional();

/** The calendar has an end, and nothing happened after it. */
const LATEST = Date.UTC(3000, 0);

/** `at`: any moment of the period; without it the newest one that is over. */
export const reportPreviewQuerySchema = z.object({
  ...scopeQuery,
  period: reportPeriodSchema.default('week'),
  at: timeQuery
    .refine((at) => at < LATEST, { error: 'expected a time before the year 3000' })
    .optional(),
  format,
});

export const reportQuerySchema = z.object({ ...scopeQuery, format });

export const reportsQuerySchema = z.object({
  ...scopeQuery,
  period: reportPeriodSchema.default('week'),
});

const change = z.object({ usage: usageFiguresSchema, activity: activitySumsSchema });

const ended = z.object({
  id: z.string(),
  taskId: z.string(),
  description: z.string().nullable(),
  agentName: z.string().nullable(),
  ms: z.number(),
});

const named = { now: change, before: change };

/** Incidents that were opened in a time, by kind; those of the service are no link's. */
const incidentCountsSchema = z.object({
  opened: z.number(),
  /** Of those, how many still stand. */
  open: z.number(),
  kinds: z.array(z.object({ kind: incidentKindSchema, opened: z.number() })),
  /** False: some of that time are no longer kept, so there may have been more. */
  isWhole: z.boolean(),
});
export type IncidentCounts = z.infer<typeof incidentCountsSchema>;

export const reportSchema = z.object({
  /** Of the period: `2026-W47`. */
  id: z.string(),
  period: reportPeriodSchema,
  timezone: z.string(),
  /** null: the whole workspace. */
  project: z.string().nullable(),
  /** From `from` up to, not including, `to`; epoch ms. */
  from: z.number(),
  to: z.number(),
  /** False: it is under way, and is held against the period before up to the same time. */
  isOver: z.boolean(),
  before: z.object({ from: z.number(), to: z.number() }),
  /** Of the periods beside it; null: that one has not begun. */
  previousId: z.string(),
  nextId: z.string().nullable(),
  totals: z.object(named),
  /** Days of a week, hours of a day; each with what was used in its place of the period before. */
  points: z.array(
    z.object({
      at: z.number(),
      until: z.number(),
      costMicros: z.number(),
      /** null: the period before had no such hour or day, or it is still to come. */
      beforeMicros: z.number().nullable(),
      tasksDone: z.number(),
      tasksFailed: z.number(),
    }),
  ),
  /** The dearest first; null has no project. */
  projects: z.array(z.object({ ...named, project: z.string().nullable() })),
  /** The dearest first. */
  agents: z.array(z.object({ ...named, agentName: z.string().nullable() })),
  /** Agents beyond those named. */
  moreAgents: z.number(),
  moreProjects: z.number(),
  /** Who moved the cost most, by agent and model, either way. */
  movers: z.array(
    z.object({
      agentName: z.string().nullable(),
      model: z.string().nullable(),
      changeMicros: z.number(),
      requests: z.number(),
      requestsBefore: z.number(),
    }),
  ),
  /** Tasks that ended in this time: those that took longest, and those that waited longest from plan to start. */
  slowest: z.array(ended),
  longestWaits: z.array(ended),
  /** null: the caller may not see them. */
  incidents: incidentCountsSchema.nullable(),
  /** Minutes in which each part of the service was found up or down, or nothing is known of. */
  uptime: z.array(
    z.object({ service: z.enum(SERVICES), up: z.number(), down: z.number(), unknown: z.number() }),
  ),
  /** False: there were more tasks than can be ordered, and these are among the ones that ended last. */
  isEveryTaskOrdered: z.boolean(),
  errors: z.object({
    kinds: z.number(),
    newKinds: z.number(),
    /** The new ones first. */
    items: z.array(
      z.object({
        fingerprint: z.string(),
        errorType: z.string(),
        message: z.string(),
        severity: severitySchema,
        count: z.number(),
        isNew: z.boolean(),
      }),
    ),
  }),
  /** How much arrived of what sessions of this time sent; null: none of them says it. */
  completeness: z
    .object({
      records: completenessSchema.nullable(),
      tokens: completenessSchema.nullable(),
      sessions: z.number(),
      /** False: of the sessions that were active last, for there were more. */
      isWhole: z.boolean(),
    })
    .nullable(),
  /** Who is there that was not in the period before, and the other way round. */
  changed: z.object({
    newAgents: z.array(z.string()),
    goneAgents: z.array(z.string()),
    newModels: z.array(z.string()),
    goneModels: z.array(z.string()),
  }),
});

export type Report = z.infer<typeof reportSchema>;
export type ReportFigures = Report['totals']['now'];

export const reportAnswerSchema = reportSchema.extend(history);
export type ReportAnswer = z.infer<typeof reportAnswerSchema>;

/** The newest first; periods from before anything was used are left out. */
export const reportsAnswerSchema = z.object({
  ...history,
  period: reportPeriodSchema,
  timezone: z.string(),
  project: z.string().nullable(),
  items: z.array(
    z.object({
      id: z.string(),
      from: z.number(),
      to: z.number(),
      isOver: z.boolean(),
      costMicros: z.number(),
      unpricedRequests: z.number(),
      tasksDone: z.number(),
      tasksFailed: z.number(),
      errors: z.number(),
    }),
  ),
});

export type ReportsAnswer = z.infer<typeof reportsAnswerSchema>;

/**
 * Schedules, scope admin: `GET /v1/reports/schedules`, `POST /v1/reports/schedules`,
 * `PUT /v1/reports/schedules/:id`, `DELETE /v1/reports/schedules/:id`.
 */
export const createScheduleBodySchema = z.object({
  period: reportPeriodSchema,
  project: nameSchema.optional(),
  /** Whose days and weeks, and whose hour. */
  timezone: timezoneSchema.default('UTC'),
  /** When it is sent, by the clock there; a week's on Monday. */
  hour: z.int().min(0).max(23).default(8),
  /** Ids of channels; without it every channel, later ones too. */
  channels: z
    .array(z.string().min(1).max(LIMITS.idLength))
    .min(1)
    .max(LIMITS.channelsPerWorkspace)
    .optional(),
});

export type NewSchedule = z.output<typeof createScheduleBodySchema>;

/** What is not given stays. `PUT /v1/reports/schedules/:id`. */
export const changeScheduleBodySchema = z.object({
  period: reportPeriodSchema.optional(),
  /** null: the whole workspace. */
  project: nameSchema.nullable().optional(),
  timezone: timezoneSchema.unwrap().optional(),
  hour: z.int().min(0).max(23).optional(),
  /** null: every channel, later ones too. */
  channels: z
    .array(z.string().min(1).max(LIMITS.idLength))
    .min(1)
    .max(LIMITS.channelsPerWorkspace)
    .nullable()
    .optional(),
});

export type ScheduleChange = z.output<typeof changeScheduleBodySchema>;

/** A report that was sent. */
export const sentReportSchema = z.object({
  report: z.string(),
  /** When it was due, and when it was put on its way. */
  dueAt: z.number(),
  at: z.number(),
  isLate: z.boolean(),
  /** Earlier ones that fell due while nothing could be sent; they are pages, but no messages. */
  missed: z.number(),
  /** Names of the channels that it went to. */
  channels: z.array(z.string()),
});

export type SentReport = z.infer<typeof sentReportSchema>;

export const scheduleSchema = z.object({
  id: z.string(),
  period: reportPeriodSchema,
  project: z.string().nullable(),
  timezone: z.string(),
  hour: z.number(),
  channels: z.array(z.string()).nullable(),
  createdAt: z.number(),
  /** When the next one is due. */
  nextAt: z.number(),
  /** Set while a report that is due can't be made: since when it is tried. */
  failingSince: z.number().nullable(),
  /** The newest first. */
  sent: z.array(sentReportSchema),
});

export type Schedule = z.infer<typeof scheduleSchema>;

export const schedulesAnswerSchema = z.object({ items: z.array(scheduleSchema) });
