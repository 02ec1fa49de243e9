import { LIMITS } from '@claude-monitor/protocol/limits';
import type { Session } from '../sessions/session.ts';

/**
 * Lists of a session had no bound: the newest entries stay, and what facts added by the others stays as
 * it was computed while all were known. Links of a subagent are cut with its next one.
 */
export function boundLists(run: Session): void {
  const { links, linked, runs, ends, readings } = run;
  if (links.length > LIMITS.linksOfInstance) {
    links.splice(0, links.length - LIMITS.linksOfInstance);
    keepBefore(run, links[0]?.at);
  }
  for (const times of linked.values()) {
    while (times.length > LIMITS.linkTimes) times.splice(times.length >> 1, 1);
  }
  const tooMany = Math.max(0, linked.size - LIMITS.linkedSessions);
  for (const session of [...linked.keys()].slice(0, tooMany)) linked.delete(session);
  runs.splice(LIMITS.linkedSessions);
  cutStarts(run);
  ends.splice(0, ends.length - LIMITS.starts);
  if (readings.length <= LIMITS.readings) return;
  readings.splice(0, readings.length - LIMITS.readings);
  keepBefore(run, readings[0]?.at);
}

function keepBefore(run: Session, at = 0): void {
  run.fixedBefore = Math.max(run.fixedBefore, at);
}

/** Those that open attempts stay. */
function cutStarts(run: Session): void {
  const opening = new Set(run.attempts.map(({ from }) => from));
  let tooMany = run.starts.length - LIMITS.starts;
  run.starts = run.starts.filter(({ at }) => opening.has(at) || tooMany-- <= 0);
}
