const PING_EVERY_MS = 20_000;
const ANSWER_WITHIN_MS = 10_000;

type Heartbeat = {
  /** When the newest ping went out, on the browser's clock. */
  pingedAt: number;
  receivedAt: number;
};

/**
 * Whether to ask for a sign of life. A socket is dead only when a ping stays unanswered: timers of a
 * hidden tab run late, so silence alone proves nothing.
 */
export function heartbeat(beat: Heartbeat, now: number): 'wait' | 'ping' | 'dead' {
  const isUnanswered = beat.receivedAt < beat.pingedAt;
  if (isUnanswered && now - beat.pingedAt >= ANSWER_WITHIN_MS) return 'dead';
  if (!isUnanswered && now - beat.pingedAt >= PING_EVERY_MS) return 'ping';
  return 'wait';
}
