import { attemptUntil } from './attempts.ts';
import type { Attempt, SessionRecord } from './session.ts';
import type { FoldState } from '../state.ts';
import { firstFrom } from '../facts/timeline.ts';

const isMeasuredRun = (run: SessionRecord): boolean => run.measuredRequests > 0 || run.isMetered;

/** A session whose own or assigned run is measured: its self-reports are not added (USE1). */
export function isMeasuredSession(
  sessions: FoldState['sessions'],
  session: SessionRecord,
  attempt: Attempt,
): boolean {
  if (isMeasuredRun(session)) return true;
  return session.runs.some((key) => {
    const run = sessions.get(key);
    return run !== undefined && isMeasuredRun(run) && isAssigned(run, session, attempt);
  });
}

export function isAssigned(run: SessionRecord, session: SessionRecord, attempt: Attempt): boolean {
  const times = run.assignedTo.get(session.key) ?? [];
  const first = times[firstFrom(times, attempt.from)];
  return first !== undefined && first.at < attemptUntil(session, attempt);
}
