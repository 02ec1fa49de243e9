import type { Session, Track } from '../sessions/session.ts';
import type { FoldState } from '../state.ts';
import { statusOf } from './track.ts';

/** A task as one session tells it. */
export type Part = { session: Session; track: Track };

/** The tracks of all sessions that tell of a task. */
export function partsOf(state: FoldState, task: string): Part[] {
  const parts = [];
  for (const part of state.tasks.get(task)?.parts.values() ?? []) {
    const session = state.sessions.get(part.session);
    const track = session?.tracks.get(part.track);
    if (session !== undefined && track !== undefined) parts.push({ session, track });
  }
  return parts;
}

/** Who works on a task: the session whose boundary is the latest (ties: the greater key). */
export function workerOf(parts: Part[]): Part | null {
  let worker: Part | null = null;
  for (const part of parts) {
    if (statusOf(part.track) === 'planned') continue;
    if (worker === null || isLater(part, worker)) worker = part;
  }
  return worker;
}

/** The newest boundary of a track; null for one that is only planned or named. */
export function newestBoundary(track: Track): number | null {
  const start = track.starts.at(-1)?.at ?? -1;
  const completion = track.completions.at(-1)?.at ?? -1;
  const at = Math.max(start, completion);
  return at >= 0 ? at : track.firstProgressAt;
}

/** Whose word is the newer one (ties: the greater key). */
export function isLater(a: Part, b: Part): boolean {
  const atA = newestBoundary(a.track) ?? -1;
  const atB = newestBoundary(b.track) ?? -1;
  if (atA !== atB) return atA > atB;
  if (a.session.key !== b.session.key) return a.session.key > b.session.key;
  return a.track.project > b.track.project;
}
