import { hash64 } from '@claude-monitor/protocol/ids';
import type { SessionRecord } from '../sessions/session.ts';
import { RANKS } from '../facts/stamp.ts';
import { after, behind, from, newList, type Entry } from '../storage/sorted.ts';
import type { Ended, SessionTasks, TaskRecord, TaskRecords, Track } from './records.ts';
import type { TrackStatus } from './sum-types.ts';
import { completionsOf, partsOf, spansOf, startsOf } from './sums.ts';

/** The record of a task as this session's calls name it. */
const trackRef = (session: string, taskId: string, project: string): string =>
  hash64(JSON.stringify([session, project, taskId]));

export const trackOf = (
  state: TaskRecords,
  session: string,
  { taskId, project = '' }: { taskId: string; project?: string | undefined },
): Track | undefined => state.tracks.get(trackRef(session, taskId, project));

/** The project that the calls of a task named, else the one declared for their session; '' for none. */
export function statedProject(session: SessionRecord, track: Pick<Track, 'project'>): string {
  return track.project === '' ? declaredProject(session) : track.project;
}

/** Hooks report the folder that a session works in, which says nothing of whose tasks it does. */
export function declaredProject({ project }: Pick<SessionRecord, 'project'>): string {
  return project?.rank === RANKS.intent.mcp ? project.value : '';
}

/** The project of a task: as stated, else that of the plan that holds it, else its session's; '' for none. */
export function trackProject(
  session: SessionRecord,
  track: Pick<Track, 'project' | 'plan'>,
): string {
  return statedProject(session, track) || track.plan || (session.project?.value ?? '');
}

/** What a task belongs to, by name: its project, else its session. */
export const scopeOf = (session: string, project: string): string =>
  JSON.stringify(project === '' ? ['session', session] : ['project', project]);

export const taskIn = (scope: string, taskId: string): string =>
  hash64(`${scope.slice(0, -1)},${JSON.stringify(taskId)}]`);

/** The internal id of a task of a project. */
export const projectTask = (project: string, taskId: string): string =>
  taskIn(scopeOf('', project), taskId);

type Named = { session: string; taskId: string; project: string; at: number };

export const newTrack = ({ session, taskId, project, at }: Named): Track => ({
  ref: trackRef(session, taskId, project),
  session,
  taskId,
  project,
  starts: newList(),
  completions: newList(),
  stretches: 0,
  firstProgressAt: null,
  firstAt: at,
  lastAt: at,
  description: null,
  priority: null,
  progress: null,
  dependsOn: null,
  plan: '',
  task: '',
  indexed: { tracks: null, open: null, part: null, status: null, replaced: null },
});

export const newSessionTasks = (): SessionTasks => ({
  tracks: newList(),
  spans: newList(),
  statuses: newList(),
  review: null,
  hasMoved: false,
});

/** The start since which the track was open at `at`; null where it was not. */
export function openSince(state: TaskRecords, track: Track, at: number): number | null {
  const completed = completionsOf(state, track).previous(after(at));
  const start = firstStartAfter(state, track, completed?.at ?? null);
  return start !== null && start <= at ? start : null;
}

/**
 * The task of a session's request: the latest-started one that was open then (ties: the smaller id).
 * A track that its twin closed is not open.
 */
export function openTrackAt(
  state: TaskRecords,
  session: string,
  { since, at }: { since: number; at: number },
): Track | null {
  const tasks = state.sessionTasks.get(session);
  if (tasks === undefined) return null;
  const spans = spansOf(state, session, tasks.spans);
  const isOpen = (until: number): boolean => until > at;
  const latest = spans.previous(after(at), isOpen);
  if (latest === undefined || latest.at < since) return null;
  const smallest = spans.next(from(latest.at), isOpen);
  return state.tracks.get(refOfSpan(smallest ?? latest)) ?? null;
}

/** A span's id begins with what orders those of one moment, and ends with the track's. */
export const spanId = ({ taskId, ref }: Track): string => `${taskId}\n${ref}`;
const refOfSpan = ({ id }: { id: string }): string => id.slice(-REF_LENGTH);
const REF_LENGTH = 16;

export const refOfPart = (part: string): string => part.slice(-REF_LENGTH);

/** Who works on a task: the track whose boundary is the latest; null where nobody began it. */
export function workerOf(state: TaskRecords, record: TaskRecord): Track | null {
  const last = partsOf(state, record).previous();
  if (last === undefined || last.at < 0) return null;
  return state.tracks.get(refOfPart(last.id)) ?? null;
}

export function statusOf(state: TaskRecords, track: Track): TrackStatus {
  const completion = lastCompletion(state, track);
  if (completion !== null) return completion.value.status;
  const hasBegun = startsOf(state, track).size > 0 || track.firstProgressAt !== null;
  return hasBegun ? 'started' : 'planned';
}

export function lastCompletion(state: TaskRecords, track: Track): Entry<Ended> | null {
  const completion = completionsOf(state, track).previous();
  if (completion === undefined) return null;
  return (startsOf(state, track).previous()?.at ?? -1) <= completion.at ? completion : null;
}

/** The newest boundary of a track; null for one that is only planned or named. */
export function newestBoundary(state: TaskRecords, track: Track): number | null {
  const start = startsOf(state, track).previous()?.at ?? -1;
  const completion = completionsOf(state, track).previous()?.at ?? -1;
  const at = Math.max(start, completion);
  return at >= 0 ? at : track.firstProgressAt;
}

export function startedAt(state: TaskRecords, track: Track): number | null {
  const last = startsOf(state, track).previous();
  if (last === undefined) return impliedStart(state, track);
  const completed = completionsOf(state, track).previous(from(last.at));
  return firstStartAfter(state, track, completed?.at ?? null);
}

/** Of a track's boundaries, those that count: first starts, and the last completion before a new start. */
export function isCountedBoundary(
  state: TaskRecords,
  track: Track,
  { id, at }: { id: string; at: number },
): boolean {
  const [starts, completions] = [startsOf(state, track), completionsOf(state, track)];
  if (starts.get({ at, id }) !== undefined) {
    // Not a retry: nothing else started the task since it was completed last.
    const completed = completions.previous(from(at));
    const first = completed === undefined ? starts.next() : starts.next(after(completed.at));
    return first?.id === id;
  }
  if (completions.get({ at, id }) === undefined) return false;
  const next = completions.next(behind({ at, id }));
  if (next === undefined) return true;
  const start = starts.next(after(at));
  return start !== undefined && start.at <= next.at;
}

export function firstStartAfter(
  state: TaskRecords,
  track: Track,
  completedAt: number | null,
): number | null {
  const starts = startsOf(state, track);
  if (completedAt !== null) return starts.next(after(completedAt))?.at ?? null;
  return impliedStart(state, track) ?? starts.next()?.at ?? null;
}

/** Progress that came before any start or completion says that the task had started. */
function impliedStart(state: TaskRecords, track: Track): number | null {
  const at = track.firstProgressAt;
  if (at === null || isAtOrBefore(startsOf(state, track).next(), at)) return null;
  return isAtOrBefore(completionsOf(state, track).next(), at) ? null : at;
}

const isAtOrBefore = (boundary: { at: number } | undefined, at: number): boolean =>
  boundary !== undefined && boundary.at <= at;
