import { attemptAt, endedAt } from '../sessions/attempts.ts';
import type { Attempt, Assignment, SessionRecord } from '../sessions/session.ts';
import { DEEPEST_SPAWN, parentOf, subagentOf } from '../sessions/subagents.ts';
import type { FoldState } from '../state.ts';
import { firstAfter } from '../facts/timeline.ts';

export type Owner = { session: SessionRecord; attempt: Attempt };

type Known = Pick<FoldState, 'sessions' | 'subagents'>;

/** When a subagent of a run did something; the main loop is '', or none. */
type Doing = { agentId?: string | undefined; at: number };

/**
 * The one owner of what a subagent of a run did at a time (rule WHO5): the session that the
 * subagent's latest assignment names and that had not ended; else the owner the spawning subagent had when
 * it spawned this one; else the run itself, or the session that it is shown as.
 */
export function ownerOf(state: Known, run: SessionRecord, doing: Doing): Owner {
  const itself = { session: run, attempt: attemptAt(run, doing.at) };
  if (run.assignedTo.size === 0) return itself;
  return assignedOwner(state, run, doing) ?? shownOwner(state, itself);
}

/** The session that is shown for this one: another where a run is shown as its one session. */
export function shownOwner({ sessions }: Pick<Known, 'sessions'>, owner: Owner): Owner {
  const { shownAs } = owner.session;
  const session = shownAs === null ? undefined : sessions.get(shownAs.session);
  const attempt = session?.attempts.find(({ id }) => id === shownAs?.attempt);
  return session === undefined || attempt === undefined ? owner : { session, attempt };
}

/** Who was at work when a subagent began: the owner its spawner had then; for the main loop the run. */
export function spawnerOf(state: Known, run: SessionRecord, { agentId = '', at }: Doing): Owner {
  const subagent = agentId === '' ? undefined : subagentOf(state, run, agentId);
  if (subagent === undefined || subagent.spawn === null) {
    return shownOwner(state, { session: run, attempt: attemptAt(run, at) });
  }
  const spawnedAt = Math.min(subagent.spawn.time, at);
  return ownerOf(state, run, { agentId: parentOf(subagent), at: spawnedAt });
}

function assignedOwner(
  state: Known,
  run: SessionRecord,
  { agentId = '', at }: Doing,
): Owner | null {
  let by = agentId;
  let before = at;
  for (let depth = 0; depth <= DEEPEST_SPAWN; depth++) {
    const subagent = by === '' ? undefined : subagentOf(state, run, by);
    const assignedTo = latestOpen(
      state,
      by === '' ? run.assignments : (subagent?.assignments ?? []),
      before,
    );
    if (assignedTo !== null) return assignedTo;
    if (subagent === undefined || subagent.spawn === null) return null;
    // What it did before it is said to be spawned shows that it was.
    before = Math.min(subagent.spawn.time, before);
    by = parentOf(subagent);
  }
  return null;
}

/**
 * Of the assignments at or before `at` whose session had not ended then, the latest (ties: the smaller id). A
 * session that nothing is known of but the assignment owns nothing.
 */
function latestOpen(
  { sessions }: Known,
  assignments: readonly Assignment[],
  at: number,
): Owner | null {
  let best: { assignment: Assignment; owner: Owner } | null = null;
  const ended = new Set<string>();
  for (let index = firstAfter(assignments, at) - 1; index >= 0; index--) {
    const assignment = assignments[index];
    if (assignment === undefined || (best !== null && assignment.at < best.assignment.at)) break;
    const session = sessions.get(assignment.session);
    if (session?.hasOwnEvents !== true) continue;
    const attempt = attemptAt(session, assignment.at);
    if (ended.has(attempt.id)) continue;
    if (endedAt(session, attempt, at) === null) best = { assignment, owner: { session, attempt } };
    else ended.add(attempt.id);
  }
  return best?.owner ?? null;
}
