import type { Replay } from '@claude-monitor/fold/replay/replay';
import type { Session } from '@claude-monitor/protocol/live/view';

/** Whether a replay ends with the figures that the page shows, of the same events. */
export function isSame(replay: Replay, session: Session): boolean {
  const [replayed, shown] = [replay.session, session];
  // A page that is a little ahead of its replay is no difference between the two.
  if (replayed.lastAt !== shown.lastAt) return true;
  return (
    replayed.usage.costMicros === shown.usage.costMicros &&
    replayed.usage.requests === shown.usage.requests &&
    replayed.usage.inputTokens === shown.usage.inputTokens &&
    replayed.usage.outputTokens === shown.usage.outputTokens &&
    replayed.usage.cacheReadTokens === shown.usage.cacheReadTokens &&
    replayed.usage.cacheCreationTokens === shown.usage.cacheCreationTokens &&
    replayed.errors === shown.errors &&
    replayed.toolCalls === shown.toolCalls
  );
}
