import { LIMITS } from '@claude-monitor/protocol/limits';
import {
  TASK_MOMENTS,
  type TaskHistory,
  type TaskMoment,
} from '@claude-monitor/protocol/task-graph/task-history';
import { attemptAt } from '../sessions/attempts.ts';
import { identityOf } from '../sessions/identity.ts';
import { shownOwner } from '../derive/owner.ts';
import type { SessionRecord } from '../sessions/session.ts';
import type { FoldState } from '../state.ts';
import { after, START } from '../storage/sorted.ts';
import type { TaskRecord, Track } from './records.ts';
import { droppedAt } from './plans/replaced.ts';
import { completionsOf, partsOf, startsOf } from './sums.ts';
import { refOfPart } from './track.ts';

/**
 * What all sessions said of a task, in order of time: from its tracks, so no fact is read. Of plans,
 * handovers and progress as much as is kept; of many tracks those with the newest boundaries. Null: the
 * task is not here.
 */
export function taskHistory(state: FoldState, id: string): TaskHistory | null {
  const record = state.tasks.get(id);
  const sum = record === undefined ? undefined : partsOf(state, record).sum;
  if (record === undefined || sum === undefined || partsOf(state, record).size === 0) return null;
  const tracks = newestTracks(state, record);
  const ends = tracks.flatMap((track) => completionsOf(state, track).next()?.at ?? []);
  const firstEnd = Math.min(...ends);
  const moments = tracks.flatMap((track) => {
    const session = state.sessions.get(track.session);
    if (session === undefined) return [];
    const moment = momentOf(state, session);
    return [
      ...plansOf(track, sum.firstPlan?.at ?? null),
      ...stretchesOf(state, track, firstEnd),
      ...progressOf(track),
      ...endsOf(state, track),
      ...(track.handovers ?? []).map(({ at, to }) => ({ at, kind: 'handed_over' as const, to })),
    ].map(moment);
  });
  const cancelledAt = droppedAt(state, record);
  if (cancelledAt !== null) moments.push({ ...SILENT, at: cancelledAt, kind: 'dropped' });
  moments.sort(byTime);
  const kept = moments.slice(-LIMITS.taskHistory);
  const all = sum.moments + (cancelledAt === null ? 0 : 1);
  return { moments: kept, more: Math.max(0, all - kept.length) };
}

function newestTracks(state: FoldState, record: TaskRecord): Track[] {
  const tracks: Track[] = [];
  for (const part of partsOf(state, record).backwards()) {
    const track = state.tracks.get(refOfPart(part.id));
    if (track !== undefined) tracks.push(track);
    if (tracks.length === LIMITS.taskHistory) break;
  }
  return tracks;
}

type Moment = Pick<TaskMoment, 'at' | 'kind'> & Partial<TaskMoment>;

const SILENT = {
  session: null,
  sessionId: null,
  agentName: null,
  description: null,
  priority: null,
  dependsOn: null,
  progress: null,
  durationMs: null,
  to: null,
} as const;

function momentOf(state: FoldState, session: SessionRecord): (moment: Moment) => TaskMoment {
  return (moment) => {
    const itself = { session, attempt: attemptAt(session, moment.at) };
    const owner = shownOwner(state, itself);
    const { agentName } = identityOf(owner.session, owner.attempt);
    const who = { session: owner.attempt.id, sessionId: owner.session.sessionId, agentName };
    return { ...SILENT, ...who, ...moment };
  };
}

function plansOf(track: Track, firstAt: number | null): Moment[] {
  const kindAt = (at: number): TaskMoment['kind'] => (at === firstAt ? 'planned' : 'planned_again');
  const plans = (track.plans ?? []).map(({ at, description, priority, dependsOn }) => ({
    at,
    kind: kindAt(at),
    description,
    priority,
    dependsOn,
  }));
  const { planAt } = track;
  if (planAt === undefined || plans.some(({ at }) => at === planAt)) return plans;
  return [{ at: planAt, kind: kindAt(planAt) }, ...plans];
}

/** Where the newest stretches of work began: a start that was reported twice is one. */
function stretchesOf(state: FoldState, track: Track, firstEnd: number): Moment[] {
  const [starts, completions] = [startsOf(state, track), completionsOf(state, track)];
  const moments: Moment[] = [];
  let until = Number.MAX_SAFE_INTEGER;
  for (let looked = 0; looked <= 2 * LIMITS.taskHistory; looked++) {
    const completed: { at: number; id: string } | undefined = completions.previous(
      until === Number.MAX_SAFE_INTEGER ? undefined : { at: until, id: '' },
    );
    const start = starts.next(completed === undefined ? START : after(completed.at));
    if (start !== undefined && start.at <= until) {
      moments.push({ at: start.at, kind: start.at > firstEnd ? 'retried' : 'started' });
    }
    if (completed === undefined || moments.length === LIMITS.taskHistory) break;
    until = completed.at;
  }
  return moments;
}

function progressOf({ firstProgressAt, progress }: Track): Moment[] {
  if (progress === null) return [];
  const last: Moment = { at: progress.time, kind: 'progressed', progress: progress.value };
  const isFirst = firstProgressAt === null || firstProgressAt === progress.time;
  return isFirst ? [last] : [{ at: firstProgressAt, kind: 'progressed' }, last];
}

const OUTCOMES = { success: 'done', failed: 'failed', cancelled: 'cancelled' } as const;

function endsOf(state: FoldState, track: Track): Moment[] {
  const moments: Moment[] = [];
  for (const { at, value } of completionsOf(state, track).backwards()) {
    moments.push({ at, kind: OUTCOMES[value.status], durationMs: value.durationMs });
    if (moments.length === LIMITS.taskHistory) break;
  }
  return moments;
}

function byTime(a: TaskMoment, b: TaskMoment): number {
  if (a.at !== b.at) return a.at - b.at;
  const order = TASK_MOMENTS.indexOf(a.kind) - TASK_MOMENTS.indexOf(b.kind);
  return order !== 0 ? order : (a.session ?? '') < (b.session ?? '') ? -1 : 1;
}
