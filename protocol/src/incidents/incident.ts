import { z } from 'zod';

/**
 * What needs somebody. One incident stands for one thing that lasts: it is opened once, updated while it
 * lasts, and resolves by itself. People acknowledge, snooze and assign it.
 */

/** In the order in which a list of kinds names them. */
export const INCIDENT_KINDS = [
  /** An agent waits for a person. */
  'waiting',
  /** A task failed that other tasks depend on. */
  'blocked',
  'task_failed',
  /** The same call again and again, error after error, or tokens without progress. */
  'stuck',
  /** A tool call has been open for too long. */
  'stalled',
  /** No events for too long from an agent that was at work. */
  'lost',
  'context_full',
  /** Too few of the numbered records arrived. */
  'incomplete',
  /** Trouble of the monitor itself. */
  'service',
] as const;
export const incidentKindSchema = z.enum(INCIDENT_KINDS);
export type IncidentKind = z.infer<typeof incidentKindSchema>;

const INCIDENT_STATES = ['open', 'acknowledged', 'snoozed', 'resolved'] as const;
export const incidentStateSchema = z.enum(INCIDENT_STATES);
export type IncidentState = z.infer<typeof incidentStateSchema>;

const INCIDENT_REASONS = [
  /** `detail`: what the agent waits for. */
  'waiting',
  /** `detail`: the failed task; `count`: tasks that depend on it. */
  'failed_dependency',
  /** `detail`: the task. */
  'task_failed',
  /** `detail`: the tool; `count` of its last `of` calls were the same. */
  'repeated_call',
  /** `detail`: the type of the last one; `count` in a row. */
  'repeated_errors',
  /** `count`: tokens used since the last progress. */
  'no_progress',
  /** `detail`: the tool. */
  'stalled_tool',
  'silence',
  /** `count` of `of` tokens. */
  'context_full',
  /** `count` of `of` records arrived. */
  'missing_records',
  /** `count`: rows that the database refused. */
  'parked_rows',
  /** `detail`: a code. */
  'flush_failing',
  /** `detail`: the channel's name. */
  'channel_failing',
] as const;

const incidentReasonSchema = z.object({
  code: z.enum(INCIDENT_REASONS),
  detail: z.string().nullable(),
  count: z.number().nullable(),
  of: z.number().nullable(),
});
export type IncidentReason = z.infer<typeof incidentReasonSchema>;

const INCIDENT_RESOLUTIONS = [
  /** What it was about no longer holds. */
  'recovered',
  'session_ended',
  /** Its session or task is no longer there. */
  'gone',
  /** There were too many newer ones. */
  'made_room',
] as const;

const at = z.number();

export const incidentSchema = z.object({
  id: z.string(),
  kind: incidentKindSchema,
  /** When it was found; epoch ms, as all times here. */
  openedAt: at,
  /** Since when it has been so. */
  since: at,
  updatedAt: at,
  resolvedAt: at.nullable(),
  resolution: z.enum(INCIDENT_RESOLUTIONS).nullable(),
  /** Internal id, for URLs, and the caller's own; null for trouble of the service. */
  session: z.object({ id: z.string(), sessionId: z.string() }).nullable(),
  agentName: z.string().nullable(),
  model: z.string().nullable(),
  project: z.string().nullable(),
  task: z
    .object({ id: z.string(), taskId: z.string(), description: z.string().nullable() })
    .nullable(),
  reason: incidentReasonSchema,
  /** What it rests on, the newest last; bounded. `event` null: no event but the clock, or one of before the hub woke. */
  evidence: z.array(z.object({ event: z.string().nullable(), at })),
  /** By the name of a key. */
  acknowledged: z.object({ by: z.string(), at }).nullable(),
  snoozedUntil: at.nullable(),
  assignee: z.string().nullable(),
});
export type Incident = z.infer<typeof incidentSchema>;

/** A snooze ends by the clock, so the state follows from the times and now. */
export function incidentStateOf(
  incident: Pick<Incident, 'resolvedAt' | 'acknowledged' | 'snoozedUntil'>,
  now: number,
): IncidentState {
  if (incident.resolvedAt !== null) return 'resolved';
  if (incident.snoozedUntil !== null && incident.snoozedUntil > now) return 'snoozed';
  return incident.acknowledged === null ? 'open' : 'acknowledged';
}
