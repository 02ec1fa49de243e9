import type { z } from 'zod';
import type { ProbeMinute } from '../domain/uptime/probe-minutes.ts';
import type {
  Answered,
  ErrorCode,
  Scope,
  sessionQuestion,
  tasksQuestion,
  teamStatusQuestion,
  TelemetryEvent,
  UnknownName,
} from '@claude-monitor/protocol';

/**
 * What a hub answers. Expected failures are values: an Error loses its class on the way between objects.
 */
export type Answer<Value> = { ok: true; value: Value } | { ok: false; error: HubError };

export type HubError = { code: ErrorCode; message: string; retryAfterSeconds?: number };

/** What the daily job asks of a hub: it has no credential, and answers nothing. */
export type MaintenanceRpc = {
  /** Brings about what the workspace keeps. */
  runMaintenance(): Promise<void>;
};

/** What the probe of the deployment asks of an object that no workspace has. */
export type ProbeRpc = {
  /** Answers, and does nothing. */
  ping(): Promise<void>;
  /** Makes the time of the probe durable. */
  commitProbe(at: number): Promise<void>;
  holdProbe(minute: ProbeMinute): Promise<void>;
  heldProbes(): Promise<ProbeMinute[]>;
  clearHeldProbes(): Promise<void>;
};

/** SHA-256 of the whole credential (key or cookie), hex. */
export type CredentialHash = string;

export type NewKey = {
  id: string;
  hash: CredentialHash;
  name: string;
  scopes: Scope[];
  user: string | null;
  device: string | null;
};

export type IngestCall = {
  events: TelemetryEvent[];
  /** The client's clock at sending, epoch ms, or null. */
  sentAt: number | null;
  /** Codes of the items the Worker refused before, counted for `/metrics`. */
  rejected: Record<string, number>;
  /** Names in the request that nothing here knows; bounded, and counted for admins. */
  unknownNames?: UnknownName[];
  /** By session, the machine that sent it, where it says one: what one clock made. */
  machines?: Record<string, string>;
};

/** One outcome an event, in order. */
export type IngestOutcome = 'accepted' | 'duplicate' | 'too_old' | 'deleted';

/** A new cookie, and the one that the browser has already: it is kept when it is of the same key. */
export type LoginCookie = { hash: CredentialHash; expiresAt: number; presented?: CredentialHash };

export type LoggedIn = { workspace: string; scopes: Scope[]; isPresentedKept: boolean };

type Input<Question extends { inputSchema: z.ZodType }> = z.output<Question['inputSchema']>;
type Output<Question extends { outputSchema: z.ZodType }> = z.output<Question['outputSchema']>;

/** The questions of agents that the hub answers from its state. */
export type LiveQuestion =
  | { name: 'get_team_status'; input: Input<typeof teamStatusQuestion> }
  | { name: 'get_session'; input: Input<typeof sessionQuestion> }
  | { name: 'get_tasks'; input: Input<typeof tasksQuestion>; sessions: string[] };

export type LiveAnswer = Answered<
  Output<typeof teamStatusQuestion> | Output<typeof sessionQuestion> | Output<typeof tasksQuestion>
>;

/**
 * `GET /v1/live` is forwarded to the hub's `fetch` with the upgrade request; the Worker puts the
 * credential's hash into this header (any inbound one is overwritten) and keeps `?cursor=`.
 */
export const CREDENTIAL_HEADER = 'x-claude-monitor-credential';
