/** Bounds of brakes, beside those of `limits.ts`. */
export const BRAKE_BOUNDS = {
  /** Sessions of a machine that a relay asks about at once, and subagents of each. */
  sessions: 100,
  agents: 20,
  /** How long a relay's question may wait for news; proxies end what is silent for a minute. */
  waitMs: 25_000,
  /** Questions that wait in a hub, and of one key: the oldest is answered early. */
  waiters: 500,
  waitersOfKey: 20,
  /** Sums of usage that libSQL does not have yet, for each budget with a brake; of more it waits for libSQL. */
  pending: 10_000,
} as const;
