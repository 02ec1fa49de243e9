import { noFigures } from '../figures.ts';
import type { EventOf } from '../event.ts';
import { resettleCard, type FoldContext } from './settle.ts';
import { insertByTime, type Session, type Track } from './session.ts';
import { newest, RANKS } from './stamp.ts';
import { markTask, type FoldState } from './state.ts';
import { newTrack, statusOf, taskIdOf, trackKey } from './track.ts';

type TaskEvent =
  | EventOf<'task.plan'>
  | EventOf<'task.start'>
  | EventOf<'task.progress'>
  | EventOf<'task.complete'>;

/** Notes what a task event says; re-attributes what its card did since. */
export function foldTask(
  state: FoldState,
  session: Session,
  event: TaskEvent,
  context: FoldContext,
): void {
  const track = trackOf(state, session, event.taskId, event.project ?? '', event.time);
  const stamp = { rank: RANKS.intent[event.source], time: event.time, id: event.id };
  track.firstAt = Math.min(track.firstAt, event.time);
  track.lastAt = Math.max(track.lastAt, event.time);
  if (event.taskDescription !== undefined) {
    track.description = newest(track.description, { ...stamp, value: event.taskDescription });
  }
  switch (event.type) {
    case 'task.plan':
      notePriority(track, event, stamp);
      if (event.dependsOn !== undefined) {
        track.dependsOn = newest(track.dependsOn, { ...stamp, value: event.dependsOn });
      }
      break;
    case 'task.start':
      notePriority(track, event, stamp);
      insertByTime(track.starts, { at: event.time, id: event.id });
      break;
    case 'task.progress':
      track.progress = newest(track.progress, { ...stamp, value: event.progress });
      track.firstProgressAt = Math.min(track.firstProgressAt ?? event.time, event.time);
      break;
    case 'task.complete':
      insertByTime(track.completions, {
        at: event.time,
        id: event.id,
        status: event.status,
        durationMs: event.duration ?? null,
      });
      break;
  }
  refreshTask(state, track.task, context.seq);
  if (event.type !== 'task.plan') {
    resettleCard(state, session, touchedFrom(track, event.time), context);
  }
}

/** Makes sure the task exists that an event names by the way. */
export function trackOf(
  state: FoldState,
  session: Session,
  taskId: string,
  project: string,
  at: number,
): Track {
  const key = trackKey(taskId, project);
  const known = session.tracks.get(key);
  if (known !== undefined) return known;
  const track = newTrack(taskId, project, at);
  session.tracks.set(key, track);
  joinTask(state, session, key, track);
  return track;
}

/** The session's project became known or changed: its tasks are others now. */
export function rejoinTasks(state: FoldState, session: Session, context: FoldContext): void {
  const left: string[] = [];
  for (const [key, track] of session.tracks) {
    if (track.project !== '') continue;
    left.push(track.task);
    joinTask(state, session, key, track);
    refreshTask(state, track.task, context.seq);
  }
  resettleCard(state, session, 0, context);
  for (const task of left) leaveTask(state, session, task, context.seq);
}

export function refreshTask(state: FoldState, task: string, seq: number): void {
  const figures = state.tasks.get(task);
  if (figures === undefined) return;
  const isOpen = partsOf(state, task).some((part) => statusOf(part.track) === 'started');
  if (isOpen !== figures.isOpen) state.totals.openTasks += isOpen ? 1 : -1;
  figures.isOpen = isOpen;
  markTask(state, task, seq);
}

/** The tracks of all sessions that tell of a task. */
export function partsOf(
  state: FoldState,
  task: string,
): { session: Session; track: Track }[] {
  const parts = [];
  for (const part of state.tasks.get(task)?.parts.values() ?? []) {
    const session = state.sessions.get(part.session);
    const track = session?.tracks.get(part.track);
    if (session !== undefined && track !== undefined) parts.push({ session, track });
  }
  return parts;
}

function joinTask(state: FoldState, session: Session, key: string, track: Track): void {
  track.task = taskIdOf(session, track);
  const figures = state.tasks.get(track.task) ?? {
    task: track.task,
    taskId: track.taskId,
    parts: new Map(),
    usage: noFigures(),
    isOpen: false,
    changedSeq: 0,
  };
  figures.parts.set(`${session.key} ${key}`, { session: session.key, track: key });
  state.tasks.set(track.task, figures);
  state.changes.goneTasks.delete(track.task);
}

function leaveTask(state: FoldState, session: Session, task: string, seq: number): void {
  const figures = state.tasks.get(task);
  if (figures === undefined) return;
  for (const [name, part] of figures.parts) {
    const isOld = session.tracks.get(part.track)?.task !== task;
    if (part.session === session.key && isOld) figures.parts.delete(name);
  }
  refreshTask(state, task, seq);
  if (figures.parts.size > 0) return;
  state.tasks.delete(task);
  state.changes.tasks.delete(task);
  state.changes.goneTasks.add(task);
}

function notePriority(
  track: Track,
  event: EventOf<'task.plan'> | EventOf<'task.start'>,
  stamp: { rank: number; time: number; id: string },
): void {
  if (event.priority === undefined) return;
  track.priority = newest(track.priority, { ...stamp, value: event.priority });
}

/** A completion may take the place of the one before it, so that one is settled again too. */
function touchedFrom(track: Track, at: number): number {
  let from = at;
  for (const completion of track.completions) {
    if (completion.at < at) from = completion.at;
  }
  return from;
}
