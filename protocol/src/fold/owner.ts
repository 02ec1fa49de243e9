import { attemptAt, endedAt } from './attempts.ts';
import type { Attempt, Link, Session } from './session.ts';
import { firstAfter } from './timeline.ts';

/** A card: the session it belongs to and the attempt that it is. */
export type Owner = { session: Session; attempt: Attempt };

type Sessions = ReadonlyMap<string, Session>;

const DEEPEST_SPAWN = 32;
const NO_LINKS: Link[] = [];

/**
 * The one owner of what an instance of a run did at a time (DESIGN, "Who is who"): the card that the
 * instance's latest link names and that had not ended; else the owner the spawning instance had when
 * it spawned this one; else the run itself.
 */
export function ownerOf(sessions: Sessions, run: Session, instance: string, at: number): Owner {
  if (run.links.size === 0) return itself(run, at);
  return linkedOwner(sessions, run, instance, at) ?? itself(run, at);
}

function linkedOwner(
  sessions: Sessions,
  run: Session,
  instance: string,
  at: number,
  depth = 0,
): Owner | null {
  const linked = latestOpen(sessions, run.links.get(instance) ?? NO_LINKS, at);
  if (linked !== null) return linked;
  const spawn = instance === '' ? undefined : run.spawns.get(instance);
  if (spawn === undefined || depth >= DEEPEST_SPAWN) return null;
  return linkedOwner(sessions, run, spawn.value.parent, spawn.time, depth + 1);
}

/** Of the links at or before `at` whose card had not ended then, the latest (ties: the smaller id). */
function latestOpen(sessions: Sessions, links: Link[], at: number): Owner | null {
  let best: { at: number; owner: Owner } | null = null;
  let ended: Owner | null = null;
  for (let index = firstAfter(links, at) - 1; index >= 0; index--) {
    const link = links[index];
    if (link === undefined || (best !== null && link.at < best.at)) break;
    if (link.session === ended?.session.key && link.at >= ended.attempt.from) continue;
    const session = sessions.get(link.session);
    if (session === undefined) continue;
    const owner = { session, attempt: attemptAt(session, link.at) };
    if (endedAt(session, owner.attempt, at) === null) best = { at: link.at, owner };
    else ended = owner;
  }
  return best?.owner ?? null;
}

const itself = (run: Session, at: number): Owner => ({
  session: run,
  attempt: attemptAt(run, at),
});
