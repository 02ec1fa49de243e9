import { noFigures } from '@claude-monitor/protocol/figures';
import { indexTrack, rematch } from './match-plan.ts';
import { partsOf, workerOf } from './parts.ts';
import { enterScope, reviewScopes } from './replaced.ts';
import type { Session, Track } from '../sessions/session.ts';
import type { FoldContext } from '../derive/effects.ts';
import { markAttempts, markTask, type FoldState } from '../state.ts';
import { newTrack, statusOf, taskIdOf, trackKey } from './track.ts';

/** Makes sure the task exists that an event names; true when the event told anything new of it. */
export function nameTask(
  state: FoldState,
  session: Session,
  named: { taskId: string; project: string; at: number },
  seq: number,
): boolean {
  const key = trackKey(named.taskId, named.project);
  const known = session.tracks.get(key);
  if (known === undefined) {
    const track = newTrack(named.taskId, named.project, named.at);
    session.tracks.set(key, track);
    indexTrack(state, session, track);
    joinTask(state, session, key, track);
    refreshTask(state, track.task, seq);
    return true;
  }
  if (known.firstAt <= named.at && known.lastAt >= named.at) return false;
  known.firstAt = Math.min(known.firstAt, named.at);
  known.lastAt = Math.max(known.lastAt, named.at);
  markTask(state, known.task, seq);
  return true;
}

/** The session's project became known or changed: its tasks are others now. */
export function rejoinTasks(state: FoldState, session: Session, context: FoldContext): void {
  const left = new Set<string>();
  for (const [key, track] of session.tracks) {
    const before = track.task;
    joinTask(state, session, key, track);
    if (track.task !== before) left.add(before);
    refreshTask(state, track.task, context.seq);
  }
  context.effects.boundaries(session, 0);
  for (const task of left) leaveTask(state, session, task, context.seq);
  const hasReplaced = [...session.tracks.values()].some((track) => track.replacedAt !== undefined);
  if (hasReplaced) reviewScopes(state, context.seq);
}

/** The tasks whose plan is another one now, after something was told of this task id. */
export function matchPlans(state: FoldState, taskId: string, context: FoldContext): void {
  for (const { session, track, key, plan } of rematch(state, taskId)) {
    const before = track.task;
    track.plan = plan;
    joinTask(state, session, key, track);
    refreshTask(state, track.task, context.seq);
    context.effects.boundaries(session, 0);
    leaveTask(state, session, before, context.seq);
    if (track.replacedAt !== undefined) reviewScopes(state, context.seq);
    markAttempts(state, session, context.seq);
  }
}

/** What decides the plans of this session's tasks changed: its project, or whose it is. */
export function matchPlansOf(state: FoldState, session: Session, context: FoldContext): void {
  const taskIds = new Set([...session.tracks.values()].map(({ taskId }) => taskId));
  for (const taskId of taskIds) matchPlans(state, taskId, context);
}

export function refreshTask(state: FoldState, task: string, seq: number): void {
  const figures = state.tasks.get(task);
  if (figures === undefined) return;
  const worker = workerOf(partsOf(state, task));
  const isOpen = worker !== null && statusOf(worker.track) === 'started';
  if (isOpen !== figures.isOpen) state.totals.openTasks += isOpen ? 1 : -1;
  figures.isOpen = isOpen;
  state.tasks.touch(task);
  markTask(state, task, seq);
}

/** What a session's tasks show of it (agent, attempt) changed. */
export function markTasks(state: FoldState, session: Session, seq: number): void {
  for (const track of session.tracks.values()) markTask(state, track.task, seq);
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
  if (state.tasks.get(track.task) === undefined) {
    state.tasks.put(track.task, figures);
    state.totals.tasks++;
  }
  state.tasks.touch(track.task);
  enterScope(state, session, track);
  state.changes.goneTasks.delete(track.task);
}

function leaveTask(state: FoldState, session: Session, task: string, seq: number): void {
  const figures = state.tasks.get(task);
  if (figures === undefined) return;
  for (const [name, part] of figures.parts) {
    const isOld = session.tracks.get(part.track)?.task !== task;
    if (part.session === session.key && isOld) figures.parts.delete(name);
    state.tasks.touch(task);
  }
  const [left] = partsOf(state, task);
  if (left !== undefined) enterScope(state, left.session, left.track);
  refreshTask(state, task, seq);
  if (figures.parts.size > 0) return;
  state.tasks.delete(task);
  state.totals.tasks--;
  state.changes.tasks.delete(task);
  state.changes.goneTasks.add(task);
}
