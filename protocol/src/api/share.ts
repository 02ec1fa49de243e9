import { z } from 'zod';
import { LIMITS } from '../limits.ts';
import { pageAddressSchema } from './views.ts';

/**
 * Links to a live dashboard (rule SHR2): what a link shows, for how long, and the routes about links.
 *
 * `POST /v1/links`, `GET /v1/links`, `DELETE /v1/links/:id`, `GET /v1/audit`: scope admin.
 * `POST /v1/link`: the token of a link as bearer, in exchange for a cookie of that link only.
 * `GET /v1/link`: with that cookie, what the link shows and until when.
 */

/** Names that a redacted link may show, each ticked by its maker. */
export const SHOWABLE = [
  'agents',
  'projects',
  'tasks',
  'sessions',
  'people',
  'errors',
  'tools',
] as const;
export const showableSchema = z.enum(SHOWABLE);
export type Showable = z.infer<typeof showableSchema>;

const name = z.string().min(1).max(LIMITS.nameLength);

export const shareScopeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('workspace') }),
  z.object({ kind: z.literal('project'), project: name }),
  /** Internal id; when a link is made, the caller's own id is taken too. */
  z.object({ kind: z.literal('session'), session: name }),
]);
export type ShareScope = z.infer<typeof shareScopeSchema>;

/** A site that may show the link in a frame: https, or plain http on this machine. */
export const frameOriginSchema = z
  .string()
  .max(LIMITS.nameLength)
  .regex(
    /^(https:\/\/[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|http:\/\/(?:localhost|127\.0\.0\.1))(?::\d{1,5})?$/,
    'expected an origin such as https://wiki.example.com',
  );

export const createLinkBodySchema = z.object({
  name: name.optional(),
  scope: shareScopeSchema.default({ kind: 'workspace' }),
  /** From now, milliseconds. */
  expiresInMs: z.int().min(LIMITS.linkMinMs).max(LIMITS.linkMaxMs).default(LIMITS.linkDefaultMs),
  /** False shows all names and texts of sessions, tasks and errors; never what was opted in per kind. */
  isRedacted: z.boolean().default(true),
  /** What a redacted link shows by name; all else has pseudonyms. */
  shows: z.array(showableSchema).max(SHOWABLE.length).default([]),
  /** The page that it opens on, with range and filters; what else it shows is one click away. */
  opens: pageAddressSchema.optional(),
  /** Sites that may show it in a frame; none: nobody may. */
  frameOrigins: z.array(frameOriginSchema).max(LIMITS.frameOrigins).default([]),
});

export const linkSchema = z.object({
  id: z.string(),
  name: z.string(),
  scope: shareScopeSchema,
  isRedacted: z.boolean(),
  shows: z.array(showableSchema),
  opens: pageAddressSchema.nullable().default(null),
  frameOrigins: z.array(z.string()).default([]),
  /** Name of the key it was made with. */
  madeBy: z.string(),
  createdAt: z.number(),
  expiresAt: z.number(),
  /** Within a minute; null: never opened. */
  lastOpenedAt: z.number().nullable(),
  /** Sockets that are open with it now. */
  viewers: z.number(),
});
export type Link = z.infer<typeof linkSchema>;

/** `url` carries the token in its fragment and is shown once, here. */
export const createLinkAnswerSchema = linkSchema.extend({
  url: z.string(),
  /** For the `src` of a frame on one of `frameOrigins`; null: there are none. */
  frameUrl: z.string().nullable().default(null),
});
/** The newest first; those that have expired stand in it until they are removed or make room. */
export const linksAnswerSchema = z.object({ items: z.array(linkSchema) });

export const linkViewSchema = z.object({
  id: z.string(),
  workspace: z.string(),
  /** What it is of; the name of a project only where it is shown. */
  kind: z.enum(['workspace', 'project', 'session']),
  /** For a session: its internal id. */
  session: z.string().nullable(),
  /** As the pages show it: the name, or its pseudonym. */
  project: z.string().nullable(),
  isRedacted: z.boolean(),
  shows: z.array(showableSchema),
  opens: pageAddressSchema.nullable().default(null),
  expiresAt: z.number(),
});
export type LinkView = z.infer<typeof linkViewSchema>;

export const AUDIT_KINDS = [
  'key_created',
  'key_revoked',
  'link_created',
  'link_opened',
  'link_revoked',
  'channel_created',
  'channel_changed',
  'channel_removed',
  'rule_changed',
  'incident_changed',
  'parked_row_sent_again',
  'parked_rows_sent_again',
  'history_repaired',
  'parked_row_deleted',
  'data_deleted',
  'retention_changed',
  'label_hidden',
  'label_shown',
  'view_saved',
  'view_deleted',
  'report_schedule_created',
  'report_schedule_changed',
  'report_schedule_removed',
  'budget_created',
  'budget_changed',
  'budget_removed',
  'budget_tripped',
  'budget_lifted',
  'budget_resumed',
] as const;
export type AuditKind = (typeof AUDIT_KINDS)[number];

/** One thing that was done to keys, links, channels, rules or parked rows; of many the newest are kept. */
export const auditLineSchema = z.object({
  at: z.number(),
  kind: z.enum(AUDIT_KINDS),
  /** Name of the key that did it; null for who opened a link, and for who has the deploy secret. */
  by: z.string().nullable(),
  /** Id and name of what it was done to. */
  id: z.string(),
  name: z.string(),
});
export type AuditLine = z.infer<typeof auditLineSchema>;

/** The newest first. */
export const auditAnswerSchema = z.object({ items: z.array(auditLineSchema) });

/** Where the pages of a link lie: `/s#TOKEN` opens it, and then `/s/ID` and below. */
export const SHARE_PATH = '/s';

/** The page that the link in a message opens, its token in the fragment: no server and no preview sees it. */
export const ACKNOWLEDGE_PATH = '/acknowledge';
