import { attemptAt, endedAt } from './attempts.ts';
import type { Attempt, Session } from './session.ts';

/** A card: the session it belongs to and the attempt that it is. */
export type Owner = { session: Session; attempt: Attempt };

type Sessions = ReadonlyMap<string, Session>;

const DEEPEST_SPAWN = 32;

/**
 * The one owner of what an instance of a run did at a time (DESIGN, "Who is who"): the card that the
 * instance's latest link names and that had not ended; else the owner the spawning instance had when
 * it spawned this one; else the run itself.
 */
export function ownerOf(sessions: Sessions, run: Session, instance: string, at: number): Owner {
  return linkedOwner(sessions, run, instance, at, 0) ?? itself(run, at);
}

function linkedOwner(
  sessions: Sessions,
  run: Session,
  instance: string,
  at: number,
  depth: number,
): Owner | null {
  const links = run.links.get(instance) ?? [];
  let best: { at: number; id: string; owner: Owner } | null = null;
  for (let index = links.length - 1; index >= 0; index--) {
    const link = links[index];
    if (link === undefined || link.at > at) continue;
    if (best !== null && link.at < best.at) break;
    const session = sessions.get(link.session);
    if (session === undefined) continue;
    const attempt = attemptAt(session, link.at);
    if (endedAt(session, attempt, at) !== null) continue;
    if (best === null || link.id < best.id) {
      best = { at: link.at, id: link.id, owner: { session, attempt } };
    }
  }
  if (best !== null) return best.owner;
  const spawn = instance === '' ? undefined : run.spawns.get(instance);
  if (spawn === undefined || depth >= DEEPEST_SPAWN) return null;
  return linkedOwner(sessions, run, spawn.value.parent, spawn.time, depth + 1);
}

const itself = (run: Session, at: number): Owner => ({
  session: run,
  attempt: attemptAt(run, at),
});
