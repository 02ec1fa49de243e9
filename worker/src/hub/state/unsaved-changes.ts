import type { FoldState } from '@claude-monitor/fold';
import type { Changed } from '../storage/change-log.ts';

/** What changed after `foldedSeq`, the seq of the last checkpoint: no checkpoint has written it yet. */
export function unsavedChanges(state: FoldState, foldedSeq: number): Changed {
  const changed: Changed = { sessions: [], tasks: [], hours: [], identities: [] };
  for (const [key, session] of state.sessions.unsaved()) {
    for (const { id, figures } of session.attempts) {
      if (figures.changedSeq > foldedSeq) changed.sessions.push(id);
    }
    if (session.identityRev > foldedSeq) changed.identities.push(key);
  }
  for (const [id, task] of state.tasks.unsaved()) {
    if (task.changedSeq > foldedSeq) changed.tasks.push(id);
  }
  for (const { session, hour } of state.facts.unsaved()) changed.hours.push([session, hour]);
  return changed;
}
