import type { SessionRecord } from '../sessions/session.ts';
import type { FoldState } from '../state.ts';
import { applyTask } from './apply-task.ts';
import { partId } from './apply-track.ts';
import { forgetPrompts } from './plans/plan-origin.ts';
import { applyOpen } from './plans/match-plan.ts';
import type { SessionTasks, Track } from './records.ts';
import { applyReplaced } from './plans/replaced.ts';
import { completionsOf, partsOf, spansOf, statusesOf, startsOf, tracksOf } from './sums.ts';

/**
 * Takes back what a session said of tasks, of `budget` tracks at most: it leaves the hub, or was deleted.
 * Its facts are taken back by whoever calls this. True when nothing is left.
 */
export function forgetTasks(
  state: FoldState,
  session: SessionRecord,
  { budget, seq }: { budget: number; seq: number },
): boolean {
  const { key } = session;
  const tasks = state.sessionTasks.get(key);
  for (let steps = 0; tasks !== undefined && steps <= budget; steps++) {
    const list = tracksOf(state, key, tasks.tracks);
    const next = list.next();
    if (next === undefined) {
      forgetLists(state, key, tasks);
      break;
    }
    if (steps === budget) return false;
    list.delete(next);
    state.sessionTasks.touch(key);
    const track = state.tracks.get(next.id);
    if (track !== undefined) forgetTrack(state, track, seq);
  }
  forgetPrompts(state, session);
  return true;
}

function forgetTrack(state: FoldState, track: Track, seq: number): void {
  applyOpen(state, track, null);
  delete track.replacedAt;
  applyReplaced(state, track, '');
  const record = state.tasks.get(track.task);
  if (record !== undefined && track.indexed.part !== null) {
    partsOf(state, record).delete({ at: track.indexed.part, id: partId(track) });
    applyTask(state, record, seq);
  }
  startsOf(state, track).clear();
  completionsOf(state, track).clear();
  state.longDependencies.delete(track.ref);
  state.tracks.delete(track.ref);
}

function forgetLists(state: FoldState, key: string, tasks: SessionTasks): void {
  spansOf(state, key, tasks.spans).clear();
  statusesOf(state, key, tasks.statuses).clear();
  state.sessionTasks.delete(key);
}
