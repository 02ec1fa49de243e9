import { z } from 'zod';
import { changedFieldsSchema } from './changed-fields.ts';
import { incidentSchema } from '../incidents/incident.ts';
import { sessionSchema, lineSchema, seriesCellSchema, taskSchema, totalsSchema } from './view.ts';

/**
 * The live protocol over `GET /v1/live` (WebSocket). The server sends `hello`, then a snapshot in
 * pieces (or, for a viewer that resumes, one patch), then patches. A viewer holds one position: the
 * `to` of what it applied last. Every patch says `from`; when that is not the viewer's position the
 * viewer has missed something and reconnects with its cursor. Cursors are opaque text.
 */
export const LIVE_PROTOCOL = 1;

/**
 * How patches tell what changed, as a viewer asks with `?patches=`: `whole` items, or of items that it
 * has only the `fields` that changed. A viewer that asks for fields keeps, of each kind, at least the
 * `LIMITS.itemsKept` items that frames named last.
 */
export const PATCH_FORMS = ['whole', 'fields'] as const;
export type PatchForm = (typeof PATCH_FORMS)[number];

/** Answered by the platform without waking the hub. */
export const PING = 'ping';
export const PONG = 'pong';

const content = {
  sessions: z.array(sessionSchema),
  tasks: z.array(taskSchema),
};

const incidentsPartSchema = z.object({
  items: z.array(incidentSchema),
  /** How many are not resolved, sent or not; null: of a part of the workspace nobody counts them. */
  standing: z.number().nullable(),
});
export type IncidentsPart = z.infer<typeof incidentsPartSchema>;

export const serverFrameSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('hello'),
    protocol: z.number(),
    workspace: z.string(),
    /** Server's clock, epoch ms: the browser shows ages by the server's time. */
    now: z.number(),
    /** The credential may administer the workspace: the page offers what that takes. */
    isAdmin: z.boolean().default(false),
    limits: z.object({
      idleMs: z.number(),
      stalledMs: z.number(),
      lostMs: z.number(),
      lostWithOpenToolMs: z.number(),
    }),
  }),
  /** The cursor can't be served from: why, and a fresh snapshot follows. */
  z.object({
    type: z.literal('gap'),
    reason: z.enum(['too_old', 'other_epoch', 'too_far_behind']),
  }),
  /** Piece `part` of `parts`; the viewer shows the snapshot when it has all. The first piece carries the rest. */
  z.object({
    type: z.literal('snapshot'),
    to: z.string(),
    at: z.number(),
    part: z.number(),
    parts: z.number(),
    ...content,
    totals: totalsSchema.optional(),
    series: z.array(seriesCellSchema).optional(),
    lines: z.array(lineSchema).optional(),
    /** What needs somebody, the newest first. */
    incidents: incidentsPartSchema.optional(),
    /** Sessions and tasks that exist in the hub beyond those sent. */
    more: z.object({ sessions: z.number(), tasks: z.number() }).optional(),
  }),
  z.object({
    type: z.literal('patch'),
    from: z.string(),
    to: z.string(),
    at: z.number(),
    ...content,
    /** Of sessions and tasks that the viewer has, what changed; only for who asked for `fields`. */
    changed: z
      .object({ sessions: z.array(changedFieldsSchema), tasks: z.array(changedFieldsSchema) })
      .optional(),
    /** Ids of sessions and tasks that are no longer there. */
    removed: z.object({ sessions: z.array(z.string()), tasks: z.array(z.string()) }),
    totals: totalsSchema.optional(),
    /** Absolute values of the cells that changed. */
    series: z.array(seriesCellSchema),
    /** Newest last; at most 20, `moreLines` says how many more there were. */
    lines: z.array(lineSchema),
    moreLines: z.number(),
    /** Incidents that changed, resolved ones too; absent: none. */
    incidents: incidentsPartSchema.optional(),
  }),
]);

export type ServerFrame = z.infer<typeof serverFrameSchema>;
export type HelloFrame = Extract<ServerFrame, { type: 'hello' }>;
export type GapFrame = Extract<ServerFrame, { type: 'gap' }>;
export type SnapshotFrame = Extract<ServerFrame, { type: 'snapshot' }>;
export type PatchFrame = Extract<ServerFrame, { type: 'patch' }>;

/** What a viewer may say: how far it has read. Anything else closes the socket with `badMessage`. */
export const clientFrameSchema = z.object({ type: z.literal('ack'), to: z.string().max(64) });

export type ClientFrame = z.infer<typeof clientFrameSchema>;
