import { backoffMs } from '@claude-monitor/protocol/retry';

/** How long a server may be silent and how soon it is started again; one place for the numbers. */
export const WATCH = {
  probeEveryMs: 5_000,
  /** Probes in a row that must fail: one may fall into a long flush. */
  failuresToRestart: 3,
  backoff: { firstMs: 250, longestMs: 30_000 },
  /** After so long without a restart the next one comes at once again. */
  calmMs: 120_000,
} as const;

export type HealthState = { failures: number; restarts: number; restartedAt: number | null };

export const freshWatch: HealthState = { failures: 0, restarts: 0, restartedAt: null };

/** What a probe changes: `isLost` says that the server has to be killed and started again. */
export function afterProbe(
  watch: HealthState,
  isHealthy: boolean,
): { watch: HealthState; isLost: boolean } {
  const failures = isHealthy ? 0 : watch.failures + 1;
  return { watch: { ...watch, failures }, isLost: failures >= WATCH.failuresToRestart };
}

/** The wait before the next start of a lost server, doubled while starts follow one another. */
export function afterCrash(
  watch: HealthState,
  now: number,
): { watch: HealthState; waitMs: number } {
  const isCalm = watch.restartedAt === null || now - watch.restartedAt > WATCH.calmMs;
  const restarts = isCalm ? 1 : watch.restarts + 1;
  const waitMs = backoffMs(restarts - 1, WATCH.backoff);
  return { watch: { failures: 0, restarts, restartedAt: now }, waitMs };
}
