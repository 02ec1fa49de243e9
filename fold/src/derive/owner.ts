import { attemptAt, endedAt } from '../sessions/attempts.ts';
import type { Attempt, Link, Session } from '../sessions/session.ts';
import { parentOf, subagentOf } from '../sessions/subagents.ts';
import type { FoldState } from '../state.ts';
import { firstAfter } from '../facts/timeline.ts';

/** A card: the session it belongs to and the attempt that it is. */
export type Owner = { session: Session; attempt: Attempt };

type Known = Pick<FoldState, 'sessions' | 'subagents'>;

/** When an instance of a run did something; the main loop is '', or none. */
type Doing = { instance?: string | undefined; at: number };

/** So many spawns up, somebody who works for a session is looked for. */
export const DEEPEST_SPAWN = 32;

/**
 * The one owner of what an instance of a run did at a time (docs/SPEC.md, "Who is who"): the card that the
 * instance's latest link names and that had not ended; else the owner the spawning instance had when
 * it spawned this one; else the run itself, or the card that it is shown as.
 */
export function ownerOf(state: Known, run: Session, doing: Doing): Owner {
  const itself = { session: run, attempt: attemptAt(run, doing.at) };
  if (run.linked.size === 0) return itself;
  return linkedOwner(state, run, doing) ?? shownOwner(state, itself);
}

/** The card that is shown for this one: another where a run is shown as its one card. */
export function shownOwner({ sessions }: Pick<Known, 'sessions'>, owner: Owner): Owner {
  const { shownAs } = owner.session;
  const session = shownAs === null ? undefined : sessions.get(shownAs.session);
  const attempt = session?.attempts.find(({ card }) => card === shownAs?.card);
  return session === undefined || attempt === undefined ? owner : { session, attempt };
}

/** Who was at work when an instance began: the owner its spawner had then; for the main loop the run. */
export function spawnerOf(state: Known, run: Session, { instance = '', at }: Doing): Owner {
  const subagent = instance === '' ? undefined : subagentOf(state, run, instance);
  if (subagent === undefined || subagent.spawn === null) {
    return shownOwner(state, { session: run, attempt: attemptAt(run, at) });
  }
  const spawnedAt = Math.min(subagent.spawn.time, at);
  return ownerOf(state, run, { instance: parentOf(subagent), at: spawnedAt });
}

function linkedOwner(state: Known, run: Session, { instance = '', at }: Doing): Owner | null {
  let by = instance;
  let before = at;
  for (let depth = 0; depth <= DEEPEST_SPAWN; depth++) {
    const subagent = by === '' ? undefined : subagentOf(state, run, by);
    const linked = latestOpen(state, by === '' ? run.links : (subagent?.links ?? []), before);
    if (linked !== null) return linked;
    if (subagent === undefined || subagent.spawn === null) return null;
    // What it did before it is said to be spawned shows that it was.
    before = Math.min(subagent.spawn.time, before);
    by = parentOf(subagent);
  }
  return null;
}

/**
 * Of the links at or before `at` whose card had not ended then, the latest (ties: the smaller id). A
 * session that nothing is known of but the link owns nothing.
 */
function latestOpen({ sessions }: Known, links: readonly Link[], at: number): Owner | null {
  let best: { link: Link; owner: Owner } | null = null;
  const ended = new Set<string>();
  for (let index = firstAfter(links, at) - 1; index >= 0; index--) {
    const link = links[index];
    if (link === undefined || (best !== null && link.at < best.link.at)) break;
    const session = sessions.get(link.session);
    if (session?.hasOwnEvents !== true) continue;
    const attempt = attemptAt(session, link.at);
    if (ended.has(attempt.card)) continue;
    if (endedAt(session, attempt, at) === null) best = { link, owner: { session, attempt } };
    else ended.add(attempt.card);
  }
  return best?.owner ?? null;
}
