import { LIMITS } from '@claude-monitor/protocol/limits';
import { observeDependencies, keepTexts } from '../observe/fold-task.ts';
import type { SessionRecord } from '../sessions/session.ts';
import type { Change, FoldState } from '../state.ts';
import { START } from '../storage/sorted.ts';
import { applyTrack } from '../tasks/apply-track.ts';
import { newPrompts } from '../tasks/plans/plan-origin.ts';
import type { SessionTasks, Track } from '../tasks/records.ts';
import { changeBoundary, ofStart } from '../tasks/spans.ts';
import { completionsOf, NEVER, startsOf } from '../tasks/sums.ts';
import { newTrack } from '../tasks/track.ts';
import type { OldTrack } from './first-edition.ts';

/** Enters what a session said of one task; its plan, its task and all sums of it are derived. */
export function adoptTrack(session: SessionRecord, old: OldTrack, change: Change): void {
  const { state } = change;
  const track = newTrack({
    session: session.key,
    taskId: old.taskId,
    project: old.project,
    at: old.firstAt,
  });
  track.lastAt = old.lastAt;
  adoptWords(state, track, old);
  applyTrack(session, track, change);
  const tasks = state.sessionTasks.get(session.key);
  if (tasks === undefined) return;
  adoptBoundaries(state, { tasks, track }, old);
  applyTrack(session, track, change);
}

/** When its first prompt of a known route was; the prompts themselves are among its facts. */
export function adoptPromptedAt(
  state: FoldState,
  session: SessionRecord,
  promptedAt: number,
): void {
  if (promptedAt >= NEVER) return;
  state.prompts.put(session.key, { ...newPrompts(session.key), promptedAt });
}

function adoptWords(state: FoldState, track: Track, old: OldTrack): void {
  const { planAt, plannedAt, replacedAt, plans, handovers } = old;
  track.description = old.description;
  track.priority = old.priority;
  track.progress = old.progress;
  if (old.dependsOn !== null) observeDependencies(state, track, old.dependsOn);
  if (planAt !== undefined) track.planAt = planAt;
  if (plannedAt !== undefined) track.plannedAt = plannedAt;
  if (replacedAt !== undefined) track.replacedAt = replacedAt;
  if (handovers !== undefined) track.handovers = handovers.slice(-LIMITS.handoversKept);
  if (plans === undefined) return;
  track.plans = plans.slice(-LIMITS.plansKept);
  keepTexts(track.plans);
}

function adoptBoundaries(
  state: FoldState,
  { tasks, track }: { tasks: SessionTasks; track: Track },
  old: OldTrack,
): void {
  const starts = startsOf(state, track);
  for (const { at, id } of old.starts) {
    changeBoundary(state, { tasks, track, boundary: ofStart({ at, id }) }, () => {
      starts.set({ at, id, value: '' });
    });
  }
  if (old.firstProgressAt !== null) {
    changeBoundary(state, { tasks, track, boundary: START }, () => {
      track.firstProgressAt = old.firstProgressAt;
    });
  }
  const completions = completionsOf(state, track);
  for (const { at, id, status, durationMs } of old.completions) {
    changeBoundary(state, { tasks, track, boundary: { at, id } }, () => {
      completions.set({ at, id, value: { status, durationMs } });
    });
  }
}
