import type { MonitorError } from './monitor-error.ts';

export type MonitorOptions = {
  /** The monitor; else `CLAUDE_MONITOR_URL`, the saved configuration, the clone's `local.json`. */
  url?: string | undefined;
  /** A key with scope ingest; else `CLAUDE_MONITOR_KEY`, and so on. */
  key?: string | undefined;
  /** The environment to read instead of the process's; on Workers, the `env` of the handler. */
  env?: Readonly<Record<string, unknown>> | undefined;
  /** The person the agents work for; else `CLAUDE_MONITOR_USER`. */
  user?: string | undefined;
  /** Tells machines apart; on Node a hash of host and user unless it is given. */
  device?: string | undefined;
  /** The Claude Code session that works for the sessions logged here: its requests become theirs. */
  parentSessionId?: string | undefined;
  /** Labels of everything that this client logs, such as `{ team: 'core' }`. */
  labels?: Readonly<Record<string, string>> | undefined;
  /** Called with every fault; without it each is written to stderr once. */
  onError?: ((error: MonitorError) => void) | undefined;
  /** Calls reject with the `MonitorError` instead of answering with it. */
  throwOnError?: boolean | undefined;
  /** On Workers: `ctx.waitUntil`, so that what is logged is sent after the response. */
  waitUntil?: ((work: Promise<unknown>) => void) | undefined;
};

export type CallOptions = {
  /** An id of the caller's own: a call that is repeated with it counts once. */
  id?: string | undefined;
  /** When it happened, epoch ms or a Date; else now. */
  time?: number | Date | undefined;
  /** Labels of this call, beside those of the client; of one key this one stands. */
  labels?: Readonly<Record<string, string>> | undefined;
};

/** What became of a call; `nowhere`: the user of this machine paused or switched the monitor off. */
export type Receipt =
  | { ok: true; eventIds: string[]; keptIn: 'disk' | 'memory' | 'nowhere' }
  | { ok: false; error: MonitorError };

export type DeliveryOptions = { timeoutMs?: number | undefined };

/** What became of everything that was logged. */
export type Delivery = {
  /** Everything reached the monitor. */
  isDelivered: boolean;
  /** Events that wait, on Node of all clients of this process that have the same destination. */
  waiting: number;
  /** Where they wait: on a disk they outlive the process, and are sent later. */
  keptIn: 'disk' | 'memory';
  /** Events that will never arrive, and why. */
  lost: number;
  losses: { kind: 'dropped' | 'rejected' | 'unreadable'; reason: string; count: number }[];
  /** Why events wait, where it is known. */
  fault: string | null;
};
