import type { SessionRecord } from '@claude-monitor/fold';
import { LIMITS } from '@claude-monitor/protocol';
import { report } from '../report.ts';
import type { WorkspaceState } from './workspace-state.ts';

/** Records in memory at once while all open sessions are looked at. */
const AT_ONCE = 32;

/**
 * Goes over sessions that did not end and were last active since a time, the newest of them, few of them in memory
 * at once. A record that can't be read is reported and left out: nothing of one session stops the hub from opening.
 */
export function forOpenSessions(
  workspaceState: WorkspaceState,
  { since }: { since: number },
  look: (session: SessionRecord) => void,
): void {
  const keys = workspaceState.newest.openSessions({ since, limit: LIMITS.watchedSessions });
  for (const [index, key] of keys.entries()) {
    try {
      const session = workspaceState.state.sessions.get(key);
      if (session !== undefined) look(session);
    } catch (error) {
      report('look', error);
    }
    if (index % AT_ONCE === 0) workspaceState.endRead();
  }
  workspaceState.endRead();
}
