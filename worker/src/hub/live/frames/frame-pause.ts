import { LIMITS } from '@claude-monitor/protocol';

/**
 * How long after a frame the next may follow, ms: ten a second (rule HUB4), and fewer while many watch
 * a busy fleet: taking events in must not wait for telling of them. `bytes`: to all viewers together.
 */
export const framePauseMs = (bytes: number): number =>
  Math.min(
    Math.max(LIMITS.frameIntervalMs, bytes / LIMITS.frameBytesPerMs),
    LIMITS.frameIntervalMostMs,
  );
