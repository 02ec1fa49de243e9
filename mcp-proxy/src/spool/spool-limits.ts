/** Bounds of what waits on this machine (rule PRX3). */
export const SPOOL_LIMITS = {
  totalBytes: 200 * 1024 * 1024,
  ageMs: 14 * 86_400_000,
  /** Small, so that dropping from one segment never holds up a tool call. */
  segmentBytes: 1024 * 1024,
  /** Segments looked through at one time to drop from. */
  shrinksAtOnce: 16,
  segmentAgeMs: 86_400_000,
  /** Held while the disk refuses. */
  memoryBytes: 8 * 1024 * 1024,
  /** A segment whose owner cannot be examined from here counts as left behind after this long. */
  foreignIdleMs: 10 * 60_000,
  /** Written lines are forced to the disk at the latest this long after their call (rule PRX1). */
  syncDelayMs: 50,
} as const;

export type SpoolLimits = { [Key in keyof typeof SPOOL_LIMITS]: number };
