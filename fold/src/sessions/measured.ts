import { attemptUntil } from './attempts.ts';
import type { Attempt, Session } from './session.ts';
import { firstFrom } from '../facts/timeline.ts';

/** A run with a measured request, or at least a metric of its usage. */
const isMeasuredRun = (run: Session): boolean => run.measuredRequests > 0 || run.isMetered;

/** A card whose own or linked run is measured: its self-reports are not added (USE1). */
export function isMeasuredCard(
  sessions: ReadonlyMap<string, Session>,
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
  const until = attemptUntil(session, attempt);
  for (const links of run.links.values()) {
    const ofSession = links.get(session.key) ?? [];
    const link = ofSession[firstFrom(ofSession, attempt.from)];
    if (link !== undefined && link.at < until) return true;
  }
  return false;
}
