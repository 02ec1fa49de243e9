import { hash64 } from '@claude-monitor/protocol/ids';
import type { Boundary, Completion, Session, Track } from '../sessions/session.ts';
import { RANKS } from '../facts/stamp.ts';
import { firstAfter, firstFrom, indexOf } from '../facts/timeline.ts';

/** How a track stands: its status words are those of the task view. */
export type TrackStatus = 'planned' | 'started' | 'success' | 'failed' | 'cancelled';

export function trackKey(taskId: string, project: string): string {
  return JSON.stringify([project, taskId]);
}

/** The project that the calls of a task named, else the one declared for their session; '' for none. */
export function statedProject(session: Session, track: Pick<Track, 'project'>): string {
  return track.project === '' ? declaredProject(session) : track.project;
}

/** Hooks tell the folder that a session works in, which says nothing of whose tasks it does. */
export function declaredProject({ project }: Pick<Session, 'project'>): string {
  return project?.rank === RANKS.intent.mcp ? project.value : '';
}

/** The project of a task: as stated, else that of the plan that holds it, else its session's; '' for none. */
export function trackProject(session: Session, track: Pick<Track, 'project' | 'plan'>): string {
  return statedProject(session, track) || (track.plan ?? '') || (session.project?.value ?? '');
}

/** The internal id of the task a track belongs to: within its project, else of its own session. */
export function taskIdOf(
  session: Session,
  track: Pick<Track, 'taskId' | 'project' | 'plan'>,
): string {
  return hash64(JSON.stringify([...scopeOf(session, track), track.taskId]));
}

/** What a task belongs to, by name: its project, else its session. */
export const taskScope = (session: Session, track: Pick<Track, 'project' | 'plan'>): string =>
  JSON.stringify(scopeOf(session, track));

function scopeOf(session: Session, track: Pick<Track, 'project' | 'plan'>): [string, string] {
  const project = trackProject(session, track);
  return project === '' ? ['session', session.key] : ['project', project];
}

export function newTrack(taskId: string, project: string, at: number): Track {
  return {
    taskId,
    project,
    task: '',
    starts: [],
    completions: [],
    firstProgressAt: null,
    firstAt: at,
    lastAt: at,
    description: null,
    priority: null,
    progress: null,
    dependsOn: null,
  };
}

/** The start since which the track was open at `at`; null where it was not. */
export function openSince(track: Track, at: number): number | null {
  const completed = track.completions[firstAfter(track.completions, at) - 1];
  const start = firstStartAfter(track, completed?.at ?? null);
  return start !== null && start <= at ? start : null;
}

/**
 * The task of a card's request: the latest-started one that was open then (ties: the smaller id). Of
 * all tracks only when `at` lies before a boundary; for what happens now, of those that are open.
 */
export function openTrackAt(session: Session, from: number, at: number): Track | null {
  let best: Track | null = null;
  let bestSince = -1;
  for (const track of at < session.lastBoundaryAt ? session.tracks.values() : openTracks(session)) {
    const since = openSince(track, at);
    if (since === null || since < from || since < bestSince) continue;
    if (isClosedByTwin(session, track, since, at)) continue;
    if (best !== null && since === bestSince && isSmaller(best, track)) continue;
    best = track;
    bestSince = since;
  }
  return best;
}

/** The same task as calls of this session name it that say its project, or that do not. */
export function twinOf(session: Session, track: Track): Track | null {
  const project = track.project === '' ? trackProject(session, track) : '';
  const twin = session.tracks.get(trackKey(track.taskId, project));
  return twin !== track && twin?.task === track.task ? twin : null;
}

function isClosedByTwin(session: Session, track: Track, since: number, at: number): boolean {
  const completions = twinOf(session, track)?.completions ?? [];
  const last = completions[firstAfter(completions, at) - 1];
  return last !== undefined && last.at >= since;
}

export function statusOf(track: Track): TrackStatus {
  const completion = lastCompletion(track);
  if (completion !== null) return completion.status;
  return track.starts.length > 0 || track.firstProgressAt !== null ? 'started' : 'planned';
}

/** The completion that closes the track now. */
export function lastCompletion(track: Track): Completion | null {
  const completion = track.completions.at(-1);
  if (completion === undefined) return null;
  return (track.starts.at(-1)?.at ?? -1) <= completion.at ? completion : null;
}

/** When the track's newest stretch of work began. */
export function startedAt(track: Track): number | null {
  const last = track.starts.at(-1);
  if (last === undefined) return impliedStart(track);
  const completed = track.completions[firstFrom(track.completions, last.at) - 1];
  return firstStartAfter(track, completed?.at ?? null);
}

/** Of a track's boundaries, those that count: first starts, and the last completion before a new start. */
export function isCountedBoundary(track: Track, id: string, at: number): boolean {
  if (indexOf(track.starts, id, at) >= 0) {
    // Not a retry: nothing else started the task since it was completed last.
    const completed = track.completions[firstFrom(track.completions, at) - 1];
    const first =
      track.starts[completed === undefined ? 0 : firstAfter(track.starts, completed.at)];
    return first?.id === id;
  }
  const index = indexOf(track.completions, id, at);
  if (index < 0) return false;
  const next = track.completions[index + 1];
  if (next === undefined) return true;
  const start = track.starts[firstAfter(track.starts, at)];
  return start !== undefined && start.at <= next.at;
}

function firstStartAfter(track: Track, completedAt: number | null): number | null {
  if (completedAt !== null) return track.starts[firstAfter(track.starts, completedAt)]?.at ?? null;
  return impliedStart(track) ?? track.starts[0]?.at ?? null;
}

/** Progress that came before any start or completion says that the task had started. */
function impliedStart(track: Track): number | null {
  const at = track.firstProgressAt;
  if (at === null || isAtOrBefore(track.starts[0], at)) return null;
  return isAtOrBefore(track.completions[0], at) ? null : at;
}

const isAtOrBefore = (boundary: Boundary | undefined, at: number): boolean =>
  boundary !== undefined && boundary.at <= at;

const openTracks = (session: Session): Track[] =>
  session.openTracks.flatMap((key) => session.tracks.get(key) ?? []);

const isSmaller = (a: Track, b: Track): boolean =>
  a.taskId < b.taskId || (a.taskId === b.taskId && a.project < b.project);
