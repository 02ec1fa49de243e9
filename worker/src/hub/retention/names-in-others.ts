import { forgetNames } from '@claude-monitor/fold';
import { LIMITS } from '@claude-monitor/protocol';
import type { WorkspaceState } from '../state/workspace-state.ts';

/**
 * A step of taking the callers' ids of deleted sessions out of what others passed on, from the session
 * after this key on; the key it ended with, null at the end.
 */
export function forgetNamesAfter(
  { state, progress, records, unchanged, priceOf }: WorkspaceState,
  { after, names }: { after: string | null; names: ReadonlySet<string> },
): string | null {
  const keys = records.listed.session.after(after, LIMITS.deletionSessions);
  const seq = ++progress.seq;
  unchanged.add(seq);
  let left: number = LIMITS.retentionStep;
  for (const key of keys) {
    const session = state.sessions.get(key);
    if (session !== undefined) left -= forgetNames(state, session, { names, seq, priceOf });
    state.budget.endEvent();
    if (left <= 0) return key;
  }
  return keys.length < LIMITS.deletionSessions ? null : (keys.at(-1) ?? null);
}
