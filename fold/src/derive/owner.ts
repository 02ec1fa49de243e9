import { attemptAt, endedAt } from '../sessions/attempts.ts';
import type { Attempt, Boundary, Session } from '../sessions/session.ts';
import { firstAfter, firstFrom } from '../facts/timeline.ts';

/** A card: the session it belongs to and the attempt that it is. */
export type Owner = { session: Session; attempt: Attempt };

type Sessions = ReadonlyMap<string, Session>;

/** How many spawns up an owner is looked for: chains may be of any length, and loops. */
export const DEEPEST_SPAWN = 32;

/**
 * The one owner of what an instance of a run did at a time (DESIGN, "Who is who"): the card that the
 * instance's latest link names and that had not ended; else the owner the spawning instance had when
 * it spawned this one; else the run itself, or the card that it is shown as.
 */
export function ownerOf(sessions: Sessions, run: Session, instance: string, at: number): Owner {
  const itself = { session: run, attempt: attemptAt(run, at) };
  if (run.links.size === 0) return itself;
  return linkedOwner(sessions, run, instance, at) ?? shownOwner(sessions, itself);
}

/** The card that is shown for this one: another where a run is shown as its one card. */
export function shownOwner(sessions: Sessions, owner: Owner): Owner {
  const { shownAs } = owner.session;
  const session = shownAs === null ? undefined : sessions.get(shownAs.session);
  const attempt = session?.attempts.find(({ card }) => card === shownAs?.card);
  return session === undefined || attempt === undefined ? owner : { session, attempt };
}

/** Who was at work when an instance began: the owner its spawner had then; for the main loop the run. */
export function spawnerOf(sessions: Sessions, run: Session, instance: string, at: number): Owner {
  const spawn = instance === '' ? undefined : run.spawns.get(instance);
  if (spawn === undefined) {
    return shownOwner(sessions, { session: run, attempt: attemptAt(run, at) });
  }
  return ownerOf(sessions, run, spawn.value.parent, Math.min(spawn.time, at));
}

function linkedOwner(
  sessions: Sessions,
  run: Session,
  instance: string,
  at: number,
  depth = 0,
): Owner | null {
  const linked = latestOpen(sessions, run.links.get(instance), at);
  if (linked !== null) return linked;
  const spawn = instance === '' ? undefined : run.spawns.get(instance);
  if (spawn === undefined || depth >= DEEPEST_SPAWN) return null;
  // What it did before it is said to be spawned shows that it was.
  const spawnedAt = Math.min(spawn.time, at);
  return linkedOwner(sessions, run, spawn.value.parent, spawnedAt, depth + 1);
}

/**
 * Of the links at or before `at` whose card had not ended then, the latest (ties: the smaller id). A
 * session that nothing is known of but the link owns nothing.
 */
function latestOpen(
  sessions: Sessions,
  links: ReadonlyMap<string, Boundary[]> | undefined,
  at: number,
): Owner | null {
  let best: { link: Boundary; owner: Owner } | null = null;
  for (const [key, items] of links ?? []) {
    const session = sessions.get(key);
    let link = items[firstAfter(items, at) - 1];
    while (session?.hasOwnEvents === true && link !== undefined) {
      const attempt = attemptAt(session, link.at);
      if (endedAt(session, attempt, at) === null) {
        const first = items[firstFrom(items, link.at)] ?? link;
        if (best === null || isBetter(first, best.link)) {
          best = { link: first, owner: { session, attempt } };
        }
        break;
      }
      link = items[firstFrom(items, attempt.from) - 1];
    }
  }
  return best?.owner ?? null;
}

const isBetter = (a: Boundary, b: Boundary): boolean =>
  a.at > b.at || (a.at === b.at && a.id < b.id);
