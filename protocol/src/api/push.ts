import { z } from 'zod';
import { INCIDENT_KINDS, incidentKindSchema } from '../incidents/incident.ts';
import { LIMITS } from '../limits.ts';
import { nameSchema } from './filters.ts';

/**
 * Browsers that follow incidents (Web Push), each of the key that it is logged in with. Scope read: `GET /v1/push`,
 * `POST /v1/push`, `DELETE /v1/push/:id`, `POST /v1/push/:id/test`.
 */

/** An uncompressed point of P-256 (65 bytes), and a secret of 16 bytes (RFC 8291). */
const p256dh = z.string().regex(/^B[A-Za-z0-9_-]{86}=?$/, 'not a P-256 key of a subscription');
const auth = z.string().regex(/^[A-Za-z0-9_-]{22}(==)?$/, 'not the secret of a subscription');

/** What a browser follows: of each list any; an empty list is no limit. */
export const followedSchema = z.object({
  kinds: z.array(incidentKindSchema).max(INCIDENT_KINDS.length).default([]),
  projects: z.array(nameSchema).max(LIMITS.filterValues).default([]),
  /** Whether a message names the newest incident; without it, it says how many need somebody and no more. */
  hasDetail: z.boolean().default(false),
});
export type Followed = z.infer<typeof followedSchema>;

export const followBodySchema = followedSchema.extend({
  /** As the browser has them: `PushSubscription.toJSON()`. One that is known is changed. */
  endpoint: z.string().min(1).max(LIMITS.channelUrlLength),
  keys: z.object({ p256dh, auth }),
  /** Which browser it is, for the list. */
  name: nameSchema.default('A browser'),
});
export type FollowBody = z.output<typeof followBodySchema>;

export const pushSubscriptionSchema = followedSchema.extend({
  id: z.string(),
  name: z.string(),
  /** Of the push service; the rest of its address is never shown. */
  host: z.string(),
  createdAt: z.number(),
  lastDeliveredAt: z.number().nullable(),
});
export type PushSubscriptionView = z.infer<typeof pushSubscriptionSchema>;

export const pushAnswerSchema = z.object({
  /** Of this workspace, for `pushManager.subscribe` (VAPID, RFC 8292). */
  publicKey: z.string(),
  /** Those of the caller's key. */
  items: z.array(pushSubscriptionSchema),
});
export type PushAnswer = z.infer<typeof pushAnswerSchema>;

/** What a browser is sent, encrypted; its service worker shows it. */
export type Pushed = {
  title: string;
  /** Null: the browser did not ask for details. */
  body: string | null;
  path: string;
};
