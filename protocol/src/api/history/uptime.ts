import { z } from 'zod';
import { LIMITS } from '../../limits.ts';
import { namesFilter } from '../filters.ts';
import { history } from '../page.ts';
import { timeQuery, timezoneSchema } from './time-query.ts';

/** `GET /v1/uptime`: whether the service was up, and in which states agents were. */

/**
 * What a probe a minute asks of the deployment. `ingest`: an object makes something durable, as it does with events.
 * `hub`: an object answers, as it does for live pages. `database`: libSQL answers, without which there is no history.
 */
export const SERVICES = ['ingest', 'hub', 'database'] as const;
export type Service = (typeof SERVICES)[number];

export const uptimeQuerySchema = z.object({
  /** By default seven days before `to`; agents in whole hours. */
  from: timeQuery.optional(),
  to: timeQuery.optional(),
  agent: namesFilter,
  project: namesFilter,
  user: namesFilter,
  /** Of agents' points: an hour counts where it begins. By default the shortest that fits the answer. */
  interval: z.enum(['hour', 'day'], { error: 'expected hour or day' }).optional(),
  timezone: timezoneSchema,
});
export type UptimeQuery = z.output<typeof uptimeQuerySchema>;

const time = z.number();

const serviceSchema = z.object({
  service: z.enum(SERVICES),
  /** Minutes in which it was found up or down, and those of which nothing is known. */
  up: z.number(),
  down: z.number(),
  unknown: z.number(),
  /** When it was anything but up, in order of time; `to` is not included. */
  spans: z
    .array(z.object({ state: z.enum(['down', 'unknown']), from: time, to: time }))
    .max(LIMITS.probeSpans),
  /** Spans that are left out, the oldest: the minutes count them. */
  moreSpans: z.number(),
});
export type ServiceUptime = z.infer<typeof serviceSchema>;

/** How long its sessions were in each state, ms: those side by side add up. */
const times = {
  activeMs: z.number(),
  waitingMs: z.number(),
  idleMs: z.number(),
  stalledMs: z.number(),
  lostMs: z.number(),
};

const agentSchema = z.object({
  agentName: z.string(),
  ...times,
  /** The places of those of `points` in which it had a session, and its times there. */
  points: z.array(z.object({ place: z.number(), ...times })),
});
export type AgentUptime = z.infer<typeof agentSchema>;

/** A session that is waiting or lost now, so that nobody knows yet for how long. */
const openSchema = z.object({
  session: z.string(),
  sessionId: z.string(),
  agentName: z.string(),
  project: z.string().nullable(),
  state: z.enum(['waiting', 'lost']),
  since: time,
});
export type OpenSilence = z.infer<typeof openSchema>;

export const uptimeAnswerSchema = z.object({
  ...history,
  from: time,
  to: time,
  services: z.array(serviceSchema),
  points: z.array(z.object({ at: time, until: time })),
  totals: z.object(times),
  /** Those with most time first. */
  agents: z.array(agentSchema),
  moreAgents: z.number(),
  /** The newest. A day of each counts in the times, at most. */
  open: z.array(openSchema),
  moreOpen: z.number(),
  /** Sessions that never ended are followed to now where they were heard since then; null: all were looked at. */
  followedFrom: z.number().nullable(),
});
export type UptimeAnswer = z.infer<typeof uptimeAnswerSchema>;
