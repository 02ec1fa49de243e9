import { BRAKE_BOUNDS } from '@claude-monitor/protocol/brake/brake-bounds';

export const BRAKE_LIMITS = {
  /** What the monitor said longer ago holds no more: then nothing is stopped. */
  verdictMs: 60_000,
  /** How long a question waits at the monitor, and its answer is waited for beyond that. */
  waitMs: BRAKE_BOUNDS.waitMs,
  timeoutMs: BRAKE_BOUNDS.waitMs + 10_000,
  /** From one question to the next where the monitor does not wait. */
  pauseMs: 2_000,
  /** New sessions and subagents that begin together are asked about at once. */
  gatherMs: 20,
  backoff: { firstMs: 500, longestMs: 10_000 },
  /** A monitor of before brakes, or one that refuses the key. */
  refusedMs: 60_000,
  /** A turn without an event for longer is over. */
  turnMs: 15 * 60_000,
  /** After the end of a turn, or the start of a session, the monitor is asked for so long. */
  restMs: 5_000,
  answerBytes: 1024 * 1024,
  logBytes: 64 * 1024,
} as const;
