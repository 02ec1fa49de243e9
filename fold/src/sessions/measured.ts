import { attemptUntil } from './attempts.ts';
import type { Attempt, Session } from './session.ts';
import type { FoldState } from '../state.ts';
import { firstFrom } from '../facts/timeline.ts';

/** A run with a measured request, or at least a metric of its usage. */
const isMeasuredRun = (run: Session): boolean => run.measuredRequests > 0 || run.isMetered;

/** A card whose own or linked run is measured: its self-reports are not added (USE1). */
export function isMeasuredCard(
  sessions: FoldState['sessions'],
  session: Session,
  attempt: Attempt,
): boolean {
  if (isMeasuredRun(session)) return true;
  return session.runs.some((key) => {
    const run = sessions.get(key);
    return run !== undefined && isMeasuredRun(run) && isLinked(run, session, attempt);
  });
}

/** A call for this attempt of the card was made in the run. */
export function isLinked(run: Session, session: Session, attempt: Attempt): boolean {
  const times = run.linked.get(session.key) ?? [];
  const first = times[firstFrom(times, attempt.from)];
  return first !== undefined && first.at < attemptUntil(session, attempt);
}
