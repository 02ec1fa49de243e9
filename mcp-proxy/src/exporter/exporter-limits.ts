export const EXPORTER_LIMITS = {
  batchEvents: 500,
  batchBytes: 1_000_000,
  gzipFromBytes: 1_024,
  /** Lets the answer of the call that made the event leave first; nothing else waits for it. */
  lingerMs: 5,
  /** From one batch to the next, unless the last was full: a busy agent fills batches, not the line. */
  batchIntervalMs: 20,
  timeoutMs: 10_000,
  /** The first batch waits behind the question whether the key is taken. */
  probeMs: 2_000,
  backoff: { firstMs: 500, longestMs: 60_000 },
  retryAfterMaxMs: 3_600_000,
  refusedKeyMs: 60_000,
  /** How often a missing configuration is looked for again. */
  unconfiguredMs: 5_000,
  /** Two clocks that differ by no more say the same time, when it comes to days. */
  clockMs: 3_600_000,
  answerBytes: 4 * 1024 * 1024,
  /** The last try when the process ends. */
  shutdownMs: 1_000,
} as const;
