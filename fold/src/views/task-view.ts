import { LIMITS } from '@claude-monitor/protocol/limits';
import type { Task } from '@claude-monitor/protocol/live/view';
import { isAskedFor } from '../tasks/plans/plan-origin.ts';
import { attemptAt } from '../sessions/attempts.ts';
import { identityOf } from '../sessions/identity.ts';
import { shownOwner, type Owner } from '../derive/owner.ts';
import type { TaskRecord, Track } from '../tasks/records.ts';
import { droppedAt } from '../tasks/plans/replaced.ts';
import type { FoldState } from '../state.ts';
import type { PartStamp, TaskSums } from '../tasks/sum-types.ts';
import { completionsOf, partsOf, startsOf } from '../tasks/sums.ts';
import {
  lastCompletion,
  newestBoundary,
  refOfPart,
  startedAt,
  statusOf,
  workerOf,
} from '../tasks/track.ts';

/** The task as pages show it: what all sessions that name it say, the later word first. */
export function taskView(state: FoldState, id: string): Task | null {
  const record = state.tasks.get(id);
  if (record === undefined) return null;
  const { size, sum } = partsOf(state, record);
  if (size === 0) return null;
  const worker = workerOf(state, record);
  const cancelledAt = droppedAt(state, record);
  const status =
    worker !== null ? statusOf(state, worker) : cancelledAt === null ? 'planned' : 'cancelled';
  const start = worker === null ? null : startedAt(state, worker);
  const completion = worker === null ? null : lastCompletion(state, worker);
  const endedAt = completion?.at ?? cancelledAt;
  const owner = worker === null ? null : ownerOfTrack(state, worker);
  return {
    id,
    taskId: record.taskId,
    description: trackOfPart(state, sum.description)?.description?.value ?? null,
    priority: sum.priority?.value ?? null,
    status,
    outcome: sum.outcome?.value ?? null,
    progress: status === 'success' ? 1 : (sum.progress?.value ?? null),
    session: owner?.attempt.id ?? null,
    agentName: owner === null ? null : identityOf(owner.session, owner.attempt).agentName,
    project: record.project === '' ? null : record.project,
    isImplied: worker !== null && startsOf(state, worker).size === 0,
    startedAt: start,
    endedAt,
    durationMs: endedAt === null ? null : (completion?.value.durationMs ?? elapsed(start, endedAt)),
    ...effortOf(state, record, { status, plannedAt: sum.firstPlan?.at ?? null }),
    dependsOn: dependenciesOf(state, trackOfPart(state, sum.dependsOn)),
    origin: originOf(state, sum),
    usage: record.usage,
    lastAt: sum.lastAt,
    changedSeq: record.changedSeq,
  };
}

function ownerOfTrack(state: FoldState, track: Track): Owner | null {
  const session = state.sessions.get(track.session);
  if (session === undefined) return null;
  const attempt = attemptAt(session, newestBoundary(state, track) ?? 0);
  return shownOwner(state, { session, attempt });
}

/**
 * Who began it or said how it ended, the newest word first, of one session its newest; how often it was
 * tried, and how long a planned one lay. Of a task of very many tracks the newest are looked at.
 */
function effortOf(
  state: FoldState,
  record: TaskRecord,
  { status, plannedAt }: { status: Task['status']; plannedAt: number | null },
): Pick<Task, 'workers' | 'tries' | 'waitedMs'> {
  const workers = new Map<string, Task['workers'][number]>();
  let ended = 0;
  let hasEnd = false;
  let firstStart: number | null = null;
  let looked = 0;
  for (const part of partsOf(state, record).backwards()) {
    if (part.at < 0 || workers.size === LIMITS.taskWorkers || looked++ === MOST_LOOKED_AT) break;
    const track = state.tracks.get(refOfPart(part.id));
    const owner = track === undefined ? null : ownerOfTrack(state, track);
    if (track === undefined || owner === null || workers.has(owner.attempt.id)) continue;
    const { agentName } = identityOf(owner.session, owner.attempt);
    const attempt = owner.attempt.id;
    workers.set(attempt, {
      session: attempt,
      agentName,
      status: statusOf(state, track),
      at: part.at,
    });
    ended += endedStretches(state, track);
    hasEnd ||= completionsOf(state, track).size > 0;
    const start = startsOf(state, track).next()?.at ?? null;
    if (start !== null) firstStart = Math.min(firstStart ?? start, start);
  }
  const tries = ended + (status === 'started' ? 1 : 0);
  return {
    // Of one that only its end is known of, that was a try.
    tries: tries === 0 ? (hasEnd ? 1 : null) : tries,
    waitedMs:
      plannedAt === null || firstStart === null ? null : Math.max(0, firstStart - plannedAt),
    workers: [...workers.values()],
  };
}

/** An end that was reported twice without a start between ended one stretch; who only reports an end tried nothing. */
function endedStretches(state: FoldState, track: Track): number {
  const begun = track.stretches - (statusOf(state, track) === 'started' ? 1 : 0);
  return Math.max(0, Math.min(begun, completionsOf(state, track).size));
}

const MOST_LOOKED_AT = 4 * LIMITS.taskWorkers;

function originOf(state: FoldState, { firstPlan }: TaskSums): Task['origin'] {
  if (firstPlan === null) return null;
  const planner = state.tracks.get(refOfPart(firstPlan.part))?.session ?? '';
  const session = state.sessions.get(planner);
  return session !== undefined && isAskedFor(state, session, firstPlan.at) ? 'prometheus' : 'plan';
}

const trackOfPart = (state: FoldState, held: PartStamp | null): Track | undefined =>
  held === null ? undefined : state.tracks.get(refOfPart(held.part));

function dependenciesOf(state: FoldState, track: Track | undefined): string[] {
  if (track === undefined) return [];
  return track.dependsOn?.value ?? state.longDependencies.get(track.ref) ?? [];
}

const elapsed = (start: number | null, end: number): number | null =>
  start === null ? null : Math.max(0, end - start);
