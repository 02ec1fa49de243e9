import { LIMITS } from '@claude-monitor/protocol/limits';
import type { SessionRecord } from '../sessions/session.ts';

/**
 * Lists of a session had no bound: the newest entries stay, and what facts added by the others stays as
 * it was computed while all were known. Assignments of a subagent are cut with its next one.
 */
export function boundLists(run: SessionRecord): void {
  const { assignments, assignedTo, runs, ends, readings } = run;
  if (assignments.length > LIMITS.assignmentsOfSubagent) {
    assignments.splice(0, assignments.length - LIMITS.assignmentsOfSubagent);
    keepBefore(run, assignments[0]?.at);
  }
  for (const times of assignedTo.values()) {
    while (times.length > LIMITS.assignmentTimes) times.splice(times.length >> 1, 1);
  }
  const tooMany = Math.max(0, assignedTo.size - LIMITS.assignedSessions);
  for (const session of [...assignedTo.keys()].slice(0, tooMany)) assignedTo.delete(session);
  runs.splice(LIMITS.assignedSessions);
  cutStarts(run);
  ends.splice(0, ends.length - LIMITS.starts);
  if (readings.length <= LIMITS.readings) return;
  readings.splice(0, readings.length - LIMITS.readings);
  keepBefore(run, readings[0]?.at);
}

function keepBefore(run: SessionRecord, at = 0): void {
  run.fixedBefore = Math.max(run.fixedBefore, at);
}

/** Those that open attempts stay. */
function cutStarts(run: SessionRecord): void {
  const opening = new Set(run.attempts.map(({ from }) => from));
  let tooMany = run.starts.length - LIMITS.starts;
  run.starts = run.starts.filter(({ at }) => opening.has(at) || tooMany-- <= 0);
}
