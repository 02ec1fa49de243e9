import { LIMITS } from '@claude-monitor/protocol';

/** What a frame took: messages and bytes to all viewers together, and bytes to one of them at most. */
type FrameCost = { messages: number; bytes: number; mostOfViewer: number };

/**
 * How long after a frame the next may follow, ms: ten a second (rule HUB4), and fewer while many watch
 * a busy fleet: ingest must not wait for frames.
 */
export function framePauseMs({ messages, bytes, mostOfViewer }: FrameCost): number {
  const tookMs = messages * LIMITS.frameMessageMs + bytes * LIMITS.frameByteMs;
  const pauseMs = Math.max(
    LIMITS.frameIntervalMs,
    tookMs / LIMITS.frameShareOfTime,
    mostOfViewer / LIMITS.frameBytesPerMsOfViewer,
  );
  return Math.min(pauseMs, LIMITS.frameIntervalMostMs);
}
