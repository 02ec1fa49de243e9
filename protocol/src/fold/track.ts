import { hash64 } from '../ids.ts';
import type { Session, Track } from './session.ts';

/** How a track stands: its status words are those of the task view. */
export type TrackStatus = 'planned' | 'started' | 'success' | 'failed' | 'cancelled';

export function trackKey(taskId: string, project: string): string {
  return `${project} ${taskId}`;
}

/** The internal id of the task a track belongs to: within its project, else of its own session. */
export function taskIdOf(session: Session, track: Pick<Track, 'taskId' | 'project'>): string {
  const project = track.project === '' ? (session.project?.value ?? '') : track.project;
  return project === ''
    ? hash64(`session ${session.key} ${track.taskId}`)
    : hash64(`project ${project} ${track.taskId}`);
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
  const completedAt = lastBefore(track.completions, at);
  for (const start of startsOf(track)) {
    if (start.at > at) break;
    if (completedAt === null || start.at > completedAt) return start.at;
  }
  return null;
}

/** The task of a card's request: the latest-started one that was open then (ties: the smaller id). */
export function openTrackAt(session: Session, from: number, at: number): Track | null {
  let best: Track | null = null;
  let bestSince = -1;
  for (const track of session.tracks.values()) {
    const since = openSince(track, at);
    if (since === null || since < from || since < bestSince) continue;
    if (best !== null && since === bestSince && best.taskId < track.taskId) continue;
    best = track;
    bestSince = since;
  }
  return best;
}

export function statusOf(track: Track): TrackStatus {
  const completion = track.completions.at(-1);
  const start = startsOf(track).at(-1);
  if (completion !== undefined && (start === undefined || start.at <= completion.at)) {
    return completion.status;
  }
  return start === undefined ? 'planned' : 'started';
}

/** Of a track's boundaries, those that count: first starts, and the last completion before a new start. */
export function isCountedBoundary(track: Track, id: string): boolean {
  const start = track.starts.find((item) => item.id === id);
  if (start !== undefined) return isFirstOfItsStretch(track, start);
  const index = track.completions.findIndex((item) => item.id === id);
  const completion = track.completions[index];
  if (completion === undefined) return false;
  const next = track.completions[index + 1];
  return (
    next === undefined ||
    track.starts.some((item) => item.at > completion.at && item.at <= next.at)
  );
}

/** The starts, with the one implied by progress that came before any of them. */
function startsOf(track: Track): { at: number; id: string }[] {
  const implied = track.firstProgressAt;
  const first = track.starts[0];
  if (implied === null || (first !== undefined && first.at <= implied)) return track.starts;
  const isAfterCompletion = (track.completions[0]?.at ?? Number.MAX_SAFE_INTEGER) <= implied;
  return isAfterCompletion ? track.starts : [{ at: implied, id: '' }, ...track.starts];
}

/** Not a retry: nothing else started the task since its last completion (ties: the smaller id). */
function isFirstOfItsStretch(track: Track, start: { at: number; id: string }): boolean {
  const completedAt = lastBefore(track.completions, start.at) ?? -1;
  const isSameMoment = completedAt === start.at;
  const first = track.starts.find((item) =>
    isSameMoment ? item.at === start.at : item.at > completedAt,
  );
  return first?.id === start.id;
}

const lastBefore = (marks: readonly { at: number }[], at: number): number | null => {
  let last: number | null = null;
  for (const mark of marks) {
    if (mark.at > at) break;
    last = mark.at;
  }
  return last;
};
