import { z } from 'zod';
import { LIMITS, TIME } from '../limits.ts';

/**
 * Deletion on request (rule STO10), scope admin: `POST /v1/deletions` begins one, `GET /v1/deletions`
 * says how they stand. What was deleted is never said.
 */
export const deletionBodySchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('session'),
    /** Its internal id, or the newest under the id that its client gave it. */
    id: z.string().min(1).max(LIMITS.idLength),
  }),
  z.object({ kind: z.literal('user'), user: z.string().min(1).max(LIMITS.nameLength) }),
  z.object({
    kind: z.literal('workspace'),
    workspace: z.string().min(1).max(LIMITS.nameLength),
  }),
]);
export type DeletionBody = z.infer<typeof deletionBodySchema>;

export const deletionSchema = z.object({
  id: z.string(),
  kind: z.enum(['session', 'user', 'workspace']),
  /** When it was asked for, and when nothing was left; null while it goes on. */
  at: z.number(),
  doneAt: z.number().nullable(),
});
export type Deletion = z.infer<typeof deletionSchema>;

/** The newest first. */
export const deletionsAnswerSchema = z.object({ items: z.array(deletionSchema) });
export type DeletionsAnswer = z.infer<typeof deletionsAnswerSchema>;

/**
 * How long a workspace keeps what (rule STO5). `PUT /v1/retention` changes it, `GET /v1/status` says it.
 * Sums stay as long as rollups do: nothing here changes a figure of what is inside the horizon.
 */
const days = (least: number, most: number) => z.number().int().min(least).max(most);
export const retentionSchema = z.object({
  /** Facts of a session's hour, by when the last of them arrived: until then late events correct it. */
  factsDays: days(2, LIMITS.retentionDays),
  /** Sessions, tasks, requests and rollups, by when they happened. Older events are refused. */
  horizonDays: days(7, LIMITS.retentionDays),
  /** Raw events, by when they were stored. */
  blocksDays: days(1, LIMITS.retentionDays),
  /** Lines of the audit, delivered messages in their log, rows that libSQL refused: the newest so many. */
  auditLines: z.number().int().min(100).max(10_000),
  deliveredMessages: z.number().int().min(10).max(5_000),
  parkedRows: z.number().int().min(10).max(10_000),
  /** Incidents that are over, and hashes of request ids by which copies in other sessions are found: likewise. */
  resolvedIncidents: z.number().int().min(100).max(10_000),
  requestKeys: z.number().int().min(8_192).max(1_048_576),
});
export type Retention = z.infer<typeof retentionSchema>;

/** What is not given stays. */
export const retentionChangeSchema = retentionSchema.partial();
export type RetentionChange = z.infer<typeof retentionChangeSchema>;

export const RETENTION: Retention = {
  factsDays: LIMITS.factsKeptDays,
  horizonDays: LIMITS.horizonMs / TIME.dayMs,
  blocksDays: LIMITS.blocksKeptDays,
  auditLines: LIMITS.auditKept,
  deliveredMessages: LIMITS.deliveredKept,
  parkedRows: LIMITS.parkedRows,
  resolvedIncidents: LIMITS.resolvedIncidents,
  requestKeys: LIMITS.requestKeysKept,
};

export const changedRetention = (base: Retention, change: RetentionChange): Retention => ({
  factsDays: change.factsDays ?? base.factsDays,
  horizonDays: change.horizonDays ?? base.horizonDays,
  blocksDays: change.blocksDays ?? base.blocksDays,
  auditLines: change.auditLines ?? base.auditLines,
  deliveredMessages: change.deliveredMessages ?? base.deliveredMessages,
  parkedRows: change.parkedRows ?? base.parkedRows,
  resolvedIncidents: change.resolvedIncidents ?? base.resolvedIncidents,
  requestKeys: change.requestKeys ?? base.requestKeys,
});

/** Why it can't be so, in words for who asked; null: it can. */
export function retentionFault({ factsDays, horizonDays, blocksDays }: Retention): string | null {
  if (factsDays > horizonDays) return 'factsDays must not be more than horizonDays';
  if (blocksDays > horizonDays) return 'blocksDays must not be more than horizonDays';
  return null;
}

/** What has a bound that no workspace changes (rule STO5): so many are kept, or so many days. */
export const RETENTION_BOUNDS = {
  openIncidents: LIMITS.openIncidents,
  sentAlerts: LIMITS.sentAlertsKept,
  sentReports: LIMITS.sentReportsKept,
  savedViews: LIMITS.viewsPerWorkspace,
  labelKeys: LIMITS.labelKeys,
  labelValues: LIMITS.labelValues,
  tombstones: LIMITS.tombstonesKept,
  probeDays: LIMITS.probeDays,
} as const;

const bound = z.number().int();
export const retentionBoundsSchema = z.object({
  openIncidents: bound,
  /** Alerts that stand or cool down. */
  sentAlerts: bound,
  sentReports: bound,
  savedViews: bound,
  labelKeys: bound,
  /** Of each key. */
  labelValues: bound,
  /** Hashes of what was deleted, by which it is refused. */
  tombstones: bound,
  /** Of the deployment. */
  probeDays: bound,
} satisfies Record<keyof typeof RETENTION_BOUNDS, z.ZodType>);
export type RetentionBounds = z.infer<typeof retentionBoundsSchema>;

/** In `GET /v1/status`: the numbers, when it was last brought about, deletions under way. */
export const retentionStatusSchema = retentionSchema.extend({
  bounds: retentionBoundsSchema,
  ranAt: z.number().nullable(),
  deletions: z.number(),
});
