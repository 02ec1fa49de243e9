import { userOf } from '../sessions/users/user-of.ts';
import type { SessionRecord } from '../sessions/session.ts';
import type { Change, FoldState } from '../state.ts';
import { addJob } from './backlog.ts';
import { applyTask, taskRecord } from './apply-task.ts';
import { applyOpen, planFor } from './plans/match-plan.ts';
import type { PartShare, SessionTasks, Track } from './records.ts';
import { applyReplaced } from './plans/replaced.ts';
import { applySpans, applyStatus, twinOf } from './spans.ts';
import { completionsOf, NEVER, partsOf, stampedOf, stampOf, tracksOf } from './sums.ts';
import {
  newestBoundary,
  newSessionTasks,
  scopeOf,
  statedProject,
  taskIn,
  trackProject,
} from './track.ts';

/**
 * Brings all that follows from a track up to date: its plan, its task, and what it adds to its session,
 * its task, its task id and its project. The one place that knows what rests on a track: whoever
 * changed one, or what it rests on, calls this.
 */
export function applyTrack(session: SessionRecord, track: Track, { state, seq }: Change): void {
  const tasks = state.sessionTasks.get(session.key) ?? newSessionTasks();
  state.sessionTasks.put(session.key, tasks);
  state.tracks.put(track.ref, track);
  const user = userOf(state.sessions, session) ?? null;
  const isStated = statedProject(session, track) !== '';
  applyOpen(state, track, isStated ? null : track.firstAt);
  track.plan = isStated ? '' : planFor(state, track, user);
  const project = trackProject(session, track);
  const scope = scopeOf(session.key, project);
  const twinBefore = twinOf(state, track);
  const before = track.task;
  track.task = taskIn(scope, track.taskId);
  const record = taskRecord(state, { task: track.task, taskId: track.taskId, project, scope });
  applyPlace(state, tasks, track);
  applyPart(state, track, { before, share: shareOf(state, track, { isStated, user }) });
  applyReplaced(state, track, scope);
  if (before !== track.task) {
    const twin = twinOf(state, track);
    for (const other of [track, twinBefore, twin]) {
      if (other !== null && twin !== twinBefore) applySpans(state, tasks, other);
    }
    if (twinBefore !== null) applyStatus(state, tasks, twinBefore);
    const left = before === '' ? undefined : state.tasks.get(before);
    if (left !== undefined) applyTask(state, left, seq);
    if (before !== '') markMoved(state, tasks, session.key);
  }
  applyStatus(state, tasks, track);
  const twin = twinOf(state, track);
  if (twin !== null) applyStatus(state, tasks, twin);
  applyTask(state, record, seq);
}

/** A part stands by its newest boundary; of one moment the greater session, then the stated project. */
export const partId = ({ session, project, ref }: Track): string =>
  `${session} ${project === '' ? '0' : '1'} ${ref}`;

function applyPlace(state: FoldState, tasks: SessionTasks, track: Track): void {
  const next = track.planAt ?? -1;
  if (track.indexed.tracks === next) return;
  const list = tracksOf(state, track.session, tasks.tracks);
  if (track.indexed.tracks !== null) list.delete({ at: track.indexed.tracks, id: track.ref });
  list.set({ at: next, id: track.ref, value: '' });
  track.indexed.tracks = next;
}

function applyPart(
  state: FoldState,
  track: Track,
  { before, share }: { before: string; share: PartShare },
): void {
  const id = partId(track);
  const at = newestBoundary(state, track) ?? -1;
  const known = track.indexed.part;
  const left = state.tasks.get(before);
  if (left !== undefined && known !== null && (before !== track.task || known !== at)) {
    partsOf(state, left).delete({ at: known, id });
    state.tasks.touch(before);
  }
  const record = state.tasks.get(track.task);
  if (record === undefined) return;
  partsOf(state, record).set({ at, id, value: share });
  state.tasks.touch(track.task);
  track.indexed.part = at;
}

function shareOf(
  state: FoldState,
  track: Track,
  { isStated, user }: { isStated: boolean; user: string | null },
): PartShare {
  const { planAt, plannedAt, description, priority, progress, outcome, dependsOn, lastAt } = track;
  const share: PartShare = { lastAt, moments: momentsOf(state, track) };
  if (planAt !== undefined) share.planAt = planAt;
  if (plannedAt !== undefined) share.plannedAt = plannedAt;
  if (planAt !== undefined && isStated) share.planner = user;
  const doneAt = completionsOf(state, track).sum;
  if (doneAt !== NEVER && isStated) share.doneAt = doneAt;
  // No match rests on a later one: for calls that began earlier it is not done before it began itself.
  if (doneAt !== NEVER && track.plan !== '') share.doneAt = Math.max(doneAt, track.firstAt);
  if (description !== null) share.description = stampOf(description);
  if (priority !== null) share.priority = stampedOf(priority);
  if (progress !== null) share.progress = stampedOf(progress);
  if (outcome !== undefined) share.outcome = stampedOf(outcome);
  if (dependsOn !== null) share.dependsOn = stampOf(dependsOn);
  return share;
}

/** How many moments of the task's history it makes. */
function momentsOf(state: FoldState, track: Track): number {
  const { planAt, plans = [], handovers = [], progress, firstProgressAt } = track;
  const hasOlderPlan = planAt !== undefined && plans.every(({ at }) => at !== planAt);
  const progressed = progress === null ? 0 : firstProgressAt === progress.time ? 1 : 2;
  const ends = completionsOf(state, track).size;
  return (
    plans.length + (hasOlderPlan ? 1 : 0) + handovers.length + progressed + ends + track.stretches
  );
}

function markMoved(state: FoldState, tasks: SessionTasks, session: string): void {
  if (tasks.hasMoved) return;
  tasks.hasMoved = true;
  state.sessionTasks.touch(session);
  addJob(state, 'moved', session);
}
