import { endedAt, factBeforeAttempt } from '../sessions/attempts.ts';
import type { Attempt, SessionRecord } from '../sessions/session.ts';

const END_OF_TIME = Number.MAX_SAFE_INTEGER;

/** When the session began: with its session or its run, but after all that its earlier attempt did. */
export function startOf(
  session: SessionRecord,
  attempt: Attempt,
  run: SessionRecord | null,
): number {
  const own = attempt.number === 1 ? session.firstAt : attempt.from;
  const first = run?.hasOwnEvents === true ? Math.min(run.firstAt, own) : own;
  if (attempt.number === 1 || first === own) return first;
  return Math.max(first, Math.min(own, (factBeforeAttempt(session, attempt.from) ?? own) + 1));
}

/**
 * When it ended: by its own word, or with the run that is shown as one with it; null while it goes
 * on, which a prompt or a wait in the run says after the end of either.
 */
export function endOf(
  session: SessionRecord,
  attempt: Attempt,
  { until, run }: { until: number; run: SessionRecord | null },
): number | null {
  const last = until === END_OF_TIME ? END_OF_TIME : until - 1;
  const own = endedAt(session, attempt, last);
  const first = run?.attempts[0];
  if (run === null || first === undefined) return own;
  const ofRun = endedAt(run, first, END_OF_TIME);
  if (own === null && ofRun === null) return null;
  const end = Math.max(own ?? 0, ofRun ?? 0);
  const goesOn = run.turn !== null && run.turn.value.state !== 'turn_over' && run.turn.time > end;
  return goesOn ? null : end;
}
