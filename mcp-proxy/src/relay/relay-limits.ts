import { LIMITS } from '@claude-monitor/protocol/limits';

export const RELAY_LIMITS = {
  /** Of a body as it comes in and, where it is compressed, of what is in it. A hook carries a tool's whole output. */
  bodyBytes: 64 * 1024 * 1024,
  otlpBytes: LIMITS.bodyBytes,
  /** Of one text in a hook; what is longer is cut while it is read, so that memory stays flat. */
  hookTextBytes: 256 * 1024,
  /** Of a hook when its texts are cut. */
  hookBytes: LIMITS.bodyBytes,
  bodyTimeoutMs: 10_000,
  /** Without an open session and with nothing to send, the relay ends after this. */
  idleMs: 300_000,
  idleCheckMs: 15_000,
  /** A client sends its last telemetry within seconds of its end: then its transcript is held against that. */
  healMs: 60_000,
  /** A session of which no process is known counts as open for so long after its last sign of life. */
  sessionIdleMs: 12 * 3_600_000,
  sessionsKept: 2_000,
  /** How long a newcomer tries to take over, and a program waits for a relay that it started. */
  takeOverMs: 5_000,
  startMs: 3_000,
  answerMs: 1_000,
} as const;
