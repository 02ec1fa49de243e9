import { z } from 'zod';
import { INCIDENT_KINDS, incidentSchema, incidentStateSchema } from '../incidents/incident.ts';
import { LIMITS } from '../limits.ts';
import { namesFilter, oneOf } from './filters.ts';

/**
 * `GET /v1/incidents` and `GET /v1/incidents/:id`: scope read. `POST /v1/incidents/:id`: scope admin.
 */

export const incidentsQuerySchema = z.object({
  cursor: z
    .string()
    .regex(/^\d{1,15}$/, 'not a cursor of this server')
    .optional(),
  limit: z.coerce.number().int().min(1).max(LIMITS.pageItems).default(LIMITS.defaultPageItems),
  /** Without it: all that are not resolved. */
  state: incidentStateSchema.optional(),
  kind: oneOf(INCIDENT_KINDS),
  project: namesFilter,
  agent: namesFilter,
});
export type IncidentsQuery = z.infer<typeof incidentsQuerySchema>;

const listedIncidentSchema = incidentSchema.extend({ state: incidentStateSchema });

/** The newest first. A page may hold fewer than asked for, even none: `next` says whether there are more. */
export const incidentsAnswerSchema = z.object({
  asOf: z.number(),
  items: z.array(listedIncidentSchema),
  next: z.string().nullable(),
  /** All that are open, whatever the filters: neither acknowledged nor snoozed nor resolved. */
  open: z.number(),
});
export type IncidentsAnswer = z.infer<typeof incidentsAnswerSchema>;

const INCIDENT_STEPS = [
  'opened',
  'updated',
  'acknowledged',
  'snoozed',
  'assigned',
  'unassigned',
  'reopened',
  'resolved',
] as const;

export const incidentStepSchema = z.object({
  at: z.number(),
  step: z.enum(INCIDENT_STEPS),
  /** Name of the key that did it; null: it happened by itself. */
  by: z.string().nullable(),
  /** To whom, or until when (ISO 8601); null for other steps. */
  detail: z.string().nullable(),
});
export type IncidentStep = z.infer<typeof incidentStepSchema>;

/** With what was done about it, the oldest first; of many the first and the newest are kept. */
export const incidentAnswerSchema = listedIncidentSchema.extend({
  history: z.array(incidentStepSchema),
});
export type IncidentAnswer = z.infer<typeof incidentAnswerSchema>;

export const incidentActionSchema = z.discriminatedUnion('action', [
  z.object({ action: z.literal('acknowledge') }),
  z.object({
    action: z.literal('snooze'),
    /** From now. */
    minutes: z.int().min(1).max(LIMITS.snoozeMinutes).default(60),
  }),
  z.object({
    action: z.literal('assign'),
    /** null: nobody. */
    assignee: z.string().trim().min(1).max(LIMITS.nameLength).nullable(),
  }),
  /** Takes back an acknowledgement or a snooze. */
  z.object({ action: z.literal('reopen') }),
]);
export type IncidentAction = z.infer<typeof incidentActionSchema>;

/**
 * What the link in a message shows of its one incident: `GET /v1/acknowledge`, and `POST /v1/acknowledge`, which
 * acknowledges it. Names are those that the message had.
 */
export const linkedIncidentSchema = z.object({
  title: z.string(),
  facts: z.array(z.object({ label: z.string(), value: z.string() })),
  text: z.string().nullable(),
  state: incidentStateSchema,
  since: z.number(),
  resolvedAt: z.number().nullable(),
  acknowledgedAt: z.number().nullable(),
  /** Name of the channel whose message has the link. */
  channel: z.string(),
  expiresAt: z.number(),
});
export type LinkedIncident = z.infer<typeof linkedIncidentSchema>;
